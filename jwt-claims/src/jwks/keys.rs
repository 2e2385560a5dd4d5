//! The keys of an issuer, as users see them.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::crypto::algorithm::{Algorithm, Family};
use crate::crypto::backend::Backend;
use crate::error::{Code, Error};
use crate::jwks::endpoint::Endpoint;
use crate::jwks::fetch::Fetch;
use crate::jwks::limits::Limits;
use crate::jwks::plan::Plan;
use crate::jwks::remote::Remote;
use crate::jwks::status::Status;
use crate::key::KeySet;
use crate::token::live::{Live, LiveKeys};
use crate::token::source::{KeySource, Source};

/// The keys of an issuer, fetched over HTTPS and kept up to date; see
/// [the module](crate::jwks). It is cheap to clone. Clones share the keys.
///
/// The methods that begin with `with_`, and [`for_issuer`](Self::for_issuer), make another
/// source, without keys: call them first.
#[derive(Clone)]
pub struct Keys(Arc<Remote>);

impl Keys {
    /// The keys of the JWK Set (RFC 7517 §5) at this URL. Nothing is fetched yet, so it
    /// succeeds without a network.
    ///
    /// Keys for RSA, elliptic curves (P-256, P-384, P-521) and Ed25519 are used; see
    /// [`with_algorithms`](Self::with_algorithms). They verify tokens of any issuer, so bind
    /// them with [`for_issuer`](Self::for_issuer), or declare the issuer in the claims type.
    ///
    /// The URL is shown in `Debug`, errors and logs, so put no secret into its query.
    ///
    /// # Errors
    /// `invalid_config` if it is not an `https` URL (or `http` on this machine), or has a
    /// user, a password or a fragment.
    pub fn remote(url: impl AsRef<str>) -> Result<Self, Error> {
        Endpoint::jwk_set(url.as_ref()).map(Self::at)
    }

    /// The keys of this issuer, at the `jwks_uri` of its metadata: those of OpenID Connect
    /// Discovery (`/.well-known/openid-configuration`), or if there are none, those of RFC
    /// 8414 (`/.well-known/oauth-authorization-server`). Nothing is fetched yet.
    ///
    /// The `issuer` in the metadata must be equal to this one, also in a slash at the end.
    /// The keys are bound to it: they do not verify tokens with another `iss`.
    ///
    /// # Errors
    /// `invalid_config` if it is not an `https` URL (or `http` on this machine), or has a
    /// user, a password, a query or a fragment.
    pub fn discover(issuer: impl Into<String>) -> Result<Self, Error> {
        Endpoint::discovery(issuer.into()).map(Self::at)
    }

    fn at(endpoint: Endpoint) -> Self {
        Self(Remote::new(Plan::new(endpoint)))
    }

    fn with(&self, change: impl FnOnce(&mut Plan)) -> Self {
        let mut plan = self.0.plan.clone();
        change(&mut plan);
        Self(Remote::new(plan))
    }

    /// Sets the algorithms that the set may have keys for. Keys for others are skipped.
    ///
    /// # Errors
    /// `invalid_config` for none, or for HMAC: a published set has no secrets.
    /// `unsupported` if no backend has one of them.
    pub fn with_algorithms(&self, algorithms: impl IntoIterator<Item = Algorithm>) -> Result<Self, Error> {
        let algorithms: Vec<Algorithm> = algorithms.into_iter().collect();
        if algorithms.is_empty() || algorithms.iter().any(|algorithm| algorithm.family() == Family::Hmac) {
            let detail = "expected one or more algorithms with public keys, such as ES256";
            return Err(Error::new(Code::Config, detail));
        }
        algorithms.iter().try_for_each(|algorithm| Backend::preferred(*algorithm).map(drop))?;
        Ok(self.with(|plan| plan.algorithms = algorithms))
    }

    /// Sets times and sizes.
    ///
    /// # Errors
    /// `invalid_config` if one contradicts another; the message says which.
    pub fn with_limits(&self, limits: Limits) -> Result<Self, Error> {
        limits.check()?;
        Ok(self.with(|plan| plan.limits = limits))
    }

    /// Sets what sends the requests, in place of reqwest.
    #[must_use]
    pub fn with_fetch(&self, fetch: impl Fetch) -> Self {
        self.with(|plan| plan.fetch = Some(Arc::new(fetch)))
    }

    /// Binds the keys to this issuer: they do not verify tokens with another `iss`.
    ///
    /// # Errors
    /// `invalid_config` for keys that are bound to another issuer, for example by
    /// [`discover`](Self::discover).
    pub fn for_issuer(&self, issuer: impl Into<String>) -> Result<Self, Error> {
        let issuer = issuer.into();
        match self.issuer() {
            Some(bound) if bound == issuer => Ok(self.clone()),
            Some(bound) => Err(Error::new(
                Code::Config,
                format!("expected the keys to be bound to one issuer, found {bound} and {issuer}"),
            )),
            None => Ok(self.with(|plan| plan.issuer = Some(issuer))),
        }
    }

    /// The issuer that the keys are bound to.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.0.plan.issuer.as_deref()
    }

    /// Waits until there are keys: for the start of a service, or a readiness check. If it
    /// fails, the keys are still fetched in the background.
    ///
    /// # Errors
    /// `keys_unavailable` with the last reason, if there are none after `timeout`.
    pub async fn ready(&self, timeout: Duration) -> Result<(), Error> {
        self.0.ready(timeout).await
    }

    /// Fetches the keys now, for example after the issuer reported that a key was stolen.
    /// Several calls at the same time share one attempt; it begins a second after the last
    /// one at the earliest.
    ///
    /// # Errors
    /// `keys_unavailable` with the reason. The old keys stay in use.
    pub async fn refresh(&self) -> Result<(), Error> {
        self.0.refresh().await
    }

    /// Uses this JWK Set, which was fetched at that time, until it is fetched again: for
    /// functions that start often, and for tests. Nothing changes if newer keys are there,
    /// or if the set is too old to be used.
    ///
    /// # Errors
    /// `invalid_key` if it is not a JWK Set with a usable key.
    pub fn seed(&self, jwks: &str, fetched_at: SystemTime) -> Result<(), Error> {
        self.0.seed(jwks, fetched_at)
    }

    /// The JWK Set in use and when it was fetched, to keep it for [`seed`](Self::seed).
    /// `None` before the first success.
    #[must_use]
    pub fn export(&self) -> Option<(String, SystemTime)> {
        self.0.export()
    }

    /// The state of the keys, for health checks and logs.
    #[must_use]
    pub fn status(&self) -> Status {
        self.0.status()
    }

    /// Starts to fetch the keys, if there is a Tokio runtime.
    pub(super) fn start(&self) {
        self.0.ensure_task();
    }

    pub(super) fn is_same_source(&self, other: &Self) -> bool {
        self.0.plan.is_same(&other.0.plan)
    }

    /// The keys in use now.
    #[must_use]
    pub fn key_set(&self) -> KeySet {
        self.0.snapshot().1
    }
}

impl From<Keys> for KeySource {
    fn from(keys: Keys) -> Self {
        Self(Source::Changing(Arc::new(Live::new(keys.0))))
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
