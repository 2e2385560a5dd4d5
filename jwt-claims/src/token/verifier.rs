//! Keys, run-time policy and clock: what turns an untrusted string into
//! verified claims.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::base::clock::{Clock, Time};
use crate::error::{Code, Error};
use crate::key::KeySet;
use crate::token::settings::{MAX_LEEWAY, Settings};
use crate::token::trusted::Trusted;

/// Verifies tokens: holds the keys, what is expected beyond the claims type's
/// own policy, and the clock. Cheap to clone, `Send` and `Sync`; make one when
/// the service starts.
///
/// A claims type and its verifier each only narrow what the other accepts.
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

/// Each shared by itself: clones with other settings share the keys, and an
/// authenticated token keeps the settings alone.
#[derive(Clone)]
struct Parts {
    trusted: Arc<Trusted>,
    settings: Arc<Settings>,
}

impl Verifier {
    /// A verifier of tokens signed with one of these keys: a
    /// [`VerifyingKey`](crate::VerifyingKey) or a [`KeySet`]. Leeway 30 s, tokens of at
    /// most 64 KiB, the system's clock.
    pub fn new(keys: impl Into<KeySet>) -> Self {
        let trusted = Arc::new(Trusted::new(keys.into()));
        Self(Arc::new(Parts { trusted, settings: Arc::default() }))
    }

    /// Also accepts this issuer (RFC 7519 §4.1.1), and none that was not
    /// named. Call it once for each.
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.settings_mut().issuers.push(issuer.into());
        self
    }

    /// Also accepts tokens for this audience (RFC 7519 §4.1.3), and none for
    /// others only. Call it once for each.
    #[must_use]
    pub fn with_audience(mut self, audience: impl Into<String>) -> Self {
        self.settings_mut().audiences.push(audience.into());
        self
    }

    /// How far clocks may differ, in whole seconds: 30 s unless said
    /// otherwise. A claims type with a smaller leeway keeps its own.
    ///
    /// # Errors
    /// Above 300 s: a leeway is no token lifetime.
    pub fn with_leeway(mut self, leeway: Duration) -> Result<Self, Error> {
        if leeway > Duration::from_secs(MAX_LEEWAY) {
            return Err(Error::new(
                Code::Config,
                format!("a leeway of {} s is too long; 300 s is the most", leeway.as_secs()),
            ));
        }
        self.settings_mut().leeway = leeway.as_secs();
        Ok(self)
    }

    /// The longest token that is read, in bytes: 64 KiB unless said otherwise.
    #[must_use]
    pub fn with_max_token_bytes(mut self, bytes: usize) -> Self {
        self.settings_mut().max_token_bytes = bytes;
        self
    }

    /// Another clock than the system's: [`FixedClock`](crate::FixedClock) in tests.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.settings_mut().clock = Time::Given(Arc::new(clock));
        self
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

    /// The settings, of this clone alone.
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
