//! The keys of several issuers.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::base::future::BoxFuture;
use crate::error::{Code, Error};
use crate::jwks::issuer_keys::{IssuerKeys, Kind};
use crate::jwks::keys::Keys;
use crate::jwks::status::Status;
use crate::jwks::tenants::{TenantKeys, Tenants};
use crate::key::KeySet;
use crate::token::by_issuer::{ByIssuer, IssuerSources, no_such_issuer};
#[cfg(feature = "cache")]
use crate::token::cache::Cache;
use crate::token::source::{KeySource, Source};

/// The keys of several issuers, for one [`Verifier`](crate::Verifier). A token's `iss`
/// selects the keys, by exact comparison with this list. They are bound to it: after the
/// signature is verified, `iss` is compared again.
///
/// ```
/// # use jwt_claims::{Verifier, SigningKey, jwks::{Issuers, Keys}};
/// # fn main() -> Result<(), jwt_claims::Error> {
/// # let partner = SigningKey::hs256([7; 32])?.verifying_key();
/// let issuers = Issuers::new()
///     .with("https://auth.example.com", Keys::discover("https://auth.example.com")?)?
///     .with("https://legacy.example.com", Keys::remote("https://legacy.example.com/jwks.json")?)?
///     .with("https://partner.example.net", partner)?;
/// let verifier = Verifier::new(issuers);
/// # Ok(()) }
/// ```
///
/// Each issuer is fetched by itself: if one is down, tokens of the others are verified. Each may have its own algorithms and [`Limits`](crate::jwks::Limits).
#[derive(Clone, Default)]
pub struct Issuers {
    listed: BTreeMap<String, Listed>,
    tenants: Option<Arc<TenantKeys>>,
    #[cfg(feature = "cache")]
    cache: Option<Arc<Cache>>,
}

#[derive(Clone)]
struct Listed {
    keys: IssuerKeys,
    source: Source,
}

impl Issuers {
    /// No issuers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an issuer and its keys.
    ///
    /// [`Keys`] that are not bound to it yet become another source, without keys. To
    /// [seed](Keys::seed) them, or to ask them for their status, call
    /// [`Keys::for_issuer`] before.
    ///
    /// # Errors
    /// `invalid_config` if the issuer is listed already, or the keys are bound to another.
    pub fn with(mut self, issuer: impl Into<String>, keys: impl Into<IssuerKeys>) -> Result<Self, Error> {
        let issuer = issuer.into();
        let keys = keys.into().bound(&issuer)?;
        if self.listed.contains_key(&issuer) {
            return Err(Error::new(Code::Config, format!("expected each issuer once, found {issuer} twice")));
        }
        let source = keys.clone().into_source();
        self.listed.insert(issuer, Listed { keys, source });
        Ok(self)
    }

    /// Asks for the keys of issuers that are not listed, for example the tenants of a
    /// service. The keys of up to `capacity` issuers are kept; those that were used least are
    /// looked up again.
    ///
    /// Guards, `token_async` and `verify_async` look issuers up. The synchronous `token` and
    /// `verify` do not: they answer `keys_unavailable` for a tenant that was not looked up in
    /// the last 300 s.
    ///
    /// # Errors
    /// `invalid_config` if the capacity is 0.
    pub fn with_tenants(self, tenants: impl Tenants, capacity: usize) -> Result<Self, Error> {
        if capacity == 0 {
            return Err(Error::new(Code::Config, "expected a capacity of at least one issuer"));
        }
        Ok(Self { tenants: Some(Arc::new(TenantKeys::new(Arc::new(tenants), capacity))), ..self })
    }

    /// Waits until each listed issuer has keys, at most for this time. Returns each issuer
    /// with its result.
    pub async fn ready(&self, timeout: Duration) -> Vec<(String, Result<(), Error>)> {
        self.fetched().for_each(|(_, keys)| keys.start());
        let begin = Instant::now();
        let mut results = Vec::new();
        for (issuer, listed) in &self.listed {
            let rest = timeout.saturating_sub(begin.elapsed());
            let result = match &listed.keys.0 {
                Kind::Fixed(_) => Ok(()),
                Kind::Fetched(keys) => keys.ready(rest).await,
            };
            results.push((issuer.clone(), result));
        }
        results
    }

    /// The state of each listed issuer whose keys are fetched.
    #[must_use]
    pub fn status(&self) -> Vec<(String, Status)> {
        self.fetched().map(|(issuer, keys)| (issuer.to_owned(), keys.status())).collect()
    }

    fn fetched(&self) -> impl Iterator<Item = (&str, &Keys)> {
        self.listed.iter().filter_map(|(issuer, listed)| match &listed.keys.0 {
            Kind::Fixed(_) => None,
            Kind::Fetched(keys) => Some((issuer.as_str(), keys)),
        })
    }
}

impl IssuerSources for Issuers {
    fn find(&self, issuer: &str) -> Option<Source> {
        let listed = self.listed.get(issuer).map(|listed| listed.source.clone());
        listed.or_else(|| self.tenants.as_ref()?.find(issuer))
    }

    fn look_up<'a>(&'a self, issuer: &'a str) -> BoxFuture<'a, Result<Option<Source>, Error>> {
        Box::pin(async move {
            match &self.tenants {
                Some(tenants) => tenants.look_up(issuer).await,
                None => Ok(None),
            }
        })
    }

    fn missing(&self, issuer: &str) -> Error {
        match &self.tenants {
            Some(tenants) if !tenants.is_unknown(issuer) => Error::new(
                Code::KeysUnavailable,
                "the keys of a tenant are not available: the issuer was not looked up in the last 300 s; use \
                 `token_async` or `verify_async`, which look it up",
            ),
            _ => no_such_issuer(),
        }
    }

    fn covers(&self, issuer: &str) -> bool {
        self.listed.contains_key(issuer) || self.tenants.is_some()
    }

    fn keys(&self) -> KeySet {
        let listed = self.listed.values().map(|listed| listed.source.keys());
        listed.fold(KeySet::default(), |all, keys| all.merged(&keys))
    }

    #[cfg(feature = "cache")]
    fn cache(&self) -> Option<Cache> {
        self.cache.as_ref().map(|cache| cache.emptied())
    }

    #[cfg(feature = "cache")]
    fn with_cache(&self, cache: &Cache) -> Arc<dyn IssuerSources> {
        let mut issuers = self.clone();
        for listed in issuers.listed.values_mut() {
            listed.source = listed.source.with_cache(cache);
        }
        issuers.tenants = self.tenants.as_ref().map(|tenants| Arc::new(tenants.with_cache(cache)));
        issuers.cache = Some(Arc::new(cache.emptied()));
        Arc::new(issuers)
    }
}

impl From<Issuers> for KeySource {
    fn from(issuers: Issuers) -> Self {
        Self(Source::Changing(Arc::new(ByIssuer::new(Arc::new(issuers)))))
    }
}

impl fmt::Debug for Issuers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = self.listed.iter().map(|(issuer, listed)| (issuer, &listed.source));
        let mut debug = f.debug_struct("Issuers");
        debug.field("listed", &listed.collect::<BTreeMap<_, _>>());
        debug.field("has_tenants", &self.tenants.is_some()).finish_non_exhaustive()
    }
}
