//! The verifier: keys, settings and clock.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::base::clock::{Clock, Time};
use crate::error::{Code, Error};
use crate::key::KeySet;
use crate::token::settings::{MAX_LEEWAY, Settings};
use crate::token::trusted::Trusted;

/// Verifies tokens. It has the keys, the clock, and issuers and audiences that are
/// known at run time. It is cheap to clone, `Send` and `Sync`; create one when the
/// service starts.
///
/// A token must meet both the policy of the claims type and the settings of the
/// verifier.
///
/// ```
/// # use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
/// # #[derive(Claims)] #[claims(ttl = "5m")] struct Session { sub: String }
/// # fn main() -> Result<(), jwt_claims::Error> {
/// let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
/// let verifier = Verifier::new(key.verifying_key()).with_issuer("https://auth.example.com");
/// # let issued = Issuer::new(key).with_issuer("https://auth.example.com").issue(&Session { sub: "alice".into() })?;
/// # let text = issued.as_str();
/// let session = verifier.token(text).verify::<Session>()?;
/// assert_eq!(session.sub, "alice");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Verifier(Arc<Parts>);

/// Each part is shared separately: clones with other settings share the keys, and an
/// authenticated token keeps only the settings.
#[derive(Clone)]
struct Parts {
    trusted: Arc<Trusted>,
    settings: Arc<Settings>,
}

impl Verifier {
    /// Creates a verifier for tokens signed with one of these keys: a
    /// [`VerifyingKey`](crate::VerifyingKey) or a [`KeySet`]. Defaults: 30 s leeway,
    /// tokens up to 64 KiB, the system clock.
    pub fn new(keys: impl Into<KeySet>) -> Self {
        let trusted = Arc::new(Trusted::new(keys.into()));
        Self(Arc::new(Parts { trusted, settings: Arc::default() }))
    }

    /// Adds an accepted issuer (RFC 7519 §4.1.1). Call it once for each; other issuers
    /// are then refused.
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.settings_mut().issuers.push(issuer.into());
        self
    }

    /// Adds an accepted audience (RFC 7519 §4.1.3). Call it once for each; a token with
    /// none of them is then refused.
    #[must_use]
    pub fn with_audience(mut self, audience: impl Into<String>) -> Self {
        self.settings_mut().audiences.push(audience.into());
        self
    }

    /// Sets the tolerance for clock differences, in whole seconds; the default is 30 s.
    /// If the claims type has a `leeway`, the smaller one applies.
    ///
    /// # Errors
    /// If it is above 300 s.
    pub fn with_leeway(mut self, leeway: Duration) -> Result<Self, Error> {
        if leeway > Duration::from_secs(MAX_LEEWAY) {
            return Err(Error::new(
                Code::Config,
                format!("a leeway of {} s is too long; the maximum is 300 s", leeway.as_secs()),
            ));
        }
        self.settings_mut().leeway = leeway.as_secs();
        Ok(self)
    }

    /// Sets the maximum length of a token in bytes; the default is 64 KiB.
    #[must_use]
    pub fn with_max_token_bytes(mut self, bytes: usize) -> Self {
        self.settings_mut().max_token_bytes = bytes;
        self
    }

    /// Replaces the system clock, for example by a [`FixedClock`](crate::FixedClock) in
    /// tests.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.settings_mut().clock = Time::Given(Arc::new(clock));
        self
    }

    /// Replaces the keys and keeps the settings, for example when a JWK Set was fetched
    /// again. Other clones of the verifier keep their keys.
    ///
    /// ```
    /// # use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
    /// # #[derive(Claims)] #[claims(issuer = "https://auth.example.com", ttl = "5m")] struct Session { sub: String }
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let old = SigningKey::hs256("a secret of at least thirty-two bytes")?;
    /// # let new = SigningKey::hs256("another secret of at least 32 bytes")?;
    /// let verifier = Verifier::new(old.verifying_key()).with_issuer("https://auth.example.com");
    /// let renewed = verifier.clone().with_keys(new.verifying_key());
    /// # let issued = Issuer::new(new).issue(&Session { sub: "alice".into() })?;
    /// assert!(renewed.verify::<Session>(issued.as_str()).is_ok());
    /// assert!(verifier.verify::<Session>(issued.as_str()).is_err());
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn with_keys(self, keys: impl Into<KeySet>) -> Self {
        let trusted = Arc::new(Trusted::new(keys.into()));
        Self(Arc::new(Parts { trusted, settings: Arc::clone(&self.0.settings) }))
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &KeySet {
        &self.0.trusted.keys
    }

    pub(crate) fn trusted(&self) -> &Trusted {
        &self.0.trusted
    }

    pub(crate) fn settings(&self) -> &Arc<Settings> {
        &self.0.settings
    }

    /// The settings of this clone.
    fn settings_mut(&mut self) -> &mut Settings {
        Arc::make_mut(&mut Arc::make_mut(&mut self.0).settings)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.settings();
        f.debug_struct("Verifier")
            .field("keys", self.keys())
            .field("issuers", &settings.issuers)
            .field("audiences", &settings.audiences)
            .field("leeway", &settings.leeway)
            .field("clock", &settings.clock)
            .finish_non_exhaustive()
    }
}
