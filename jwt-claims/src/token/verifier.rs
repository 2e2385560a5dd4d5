//! The verifier: keys, settings and clock.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::base::clock::{Clock, Time};
use crate::claims::OwnedClaims;
use crate::error::{Code, Error};
#[cfg(feature = "jwe")]
use crate::jwe::compact::has_five_parts;
#[cfg(feature = "jwe")]
use crate::jwe::keys::set::DecryptionKeySet;
use crate::key::KeySet;
use crate::policy::Policy;
#[cfg(feature = "cache")]
use crate::token::cache::Cache;
use crate::token::settings::{MAX_LEEWAY, Settings};
use crate::token::source::{KeySource, Source};

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
    source: Source,
    settings: Arc<Settings>,
    /// `None` if encrypted tokens are refused.
    #[cfg(feature = "jwe")]
    decryption: Option<DecryptionKeySet>,
}

impl Verifier {
    /// Creates a verifier for tokens signed with one of these keys: a
    /// [`VerifyingKey`](crate::VerifyingKey), a [`KeySet`], or another [`KeySource`].
    /// Defaults: 30 s leeway, tokens up to 64 KiB, the system clock.
    pub fn new(keys: impl Into<KeySource>) -> Self {
        Self(Arc::new(Parts {
            source: keys.into().0,
            settings: Arc::default(),
            #[cfg(feature = "jwe")]
            decryption: None,
        }))
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
    pub fn with_keys(self, keys: impl Into<KeySource>) -> Self {
        self.with_source(self.source().replaced(keys.into().0))
    }

    /// Decrypts encrypted tokens with these keys (RFC 7516, RFC 7519 §2), a
    /// [`DecryptionKey`](crate::jwe::DecryptionKey) or a set of them, and verifies the signed
    /// token inside as usual. Claims types with
    /// [`#[claims(encrypted)]`](macro@crate::Claims#encrypted) accept encrypted tokens,
    /// others accept signed ones.
    ///
    /// ```
    /// # use jwt_claims::jwe::{DecryptionKey, KeyManagement};
    /// # use jwt_claims::{Algorithm, SigningKey, Verifier};
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let issuers = SigningKey::generate(Algorithm::ES256)?.verifying_key();
    /// # let pem = DecryptionKey::generate(KeyManagement::EcdhEsA256KW)?.to_private_pem()?;
    /// let private = DecryptionKey::from_pem(KeyManagement::EcdhEsA256KW, pem.as_bytes())?;
    /// let verifier = Verifier::new(issuers).decrypting_with(private);
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "jwe")]
    #[cfg_attr(docsrs, doc(cfg(feature = "jwe")))]
    #[must_use]
    pub fn decrypting_with(mut self, keys: impl Into<DecryptionKeySet>) -> Self {
        Arc::make_mut(&mut self.0).decryption = Some(keys.into());
        self
    }

    /// The keys for encrypted tokens.
    #[cfg(feature = "jwe")]
    pub(crate) fn decryption(&self) -> Option<&DecryptionKeySet> {
        self.0.decryption.as_ref()
    }

    /// The keys for this token; `None` if it is not encrypted, or encrypted tokens are
    /// refused.
    #[cfg(feature = "jwe")]
    #[inline]
    pub(crate) fn decryption_of(&self, text: &str) -> Option<&DecryptionKeySet> {
        self.0.decryption.as_ref().filter(|_| has_five_parts(text))
    }

    /// Remembers up to about `entries` tokens with a valid signature (feature `cache`), so
    /// that a token that comes again needs no second check of its signature. Everything
    /// else is checked at every use: size, times, issuer, audience and rules. The cache
    /// changes the speed, not the result.
    ///
    /// ```
    /// # use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
    /// # #[derive(Claims)] #[claims(ttl = "5m")] struct Session { sub: String }
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let key = SigningKey::generate(jwt_claims::Algorithm::ES256)?;
    /// let verifier = Verifier::new(key.verifying_key()).with_cache(10_000)?;
    /// # let issued = Issuer::new(key).issue(&Session { sub: "alice".into() })?;
    /// # let text = issued.as_str();
    /// let first = verifier.verify::<Session>(text)?; // checks the signature
    /// let again = verifier.verify::<Session>(text)?; // finds the token in the cache
    /// # assert_eq!(first.sub, again.sub);
    /// # Ok(()) }
    /// ```
    ///
    /// - It pays for signatures with public keys (ES256, RS256, EdDSA and so on), if
    ///   clients send the same token several times. It does not pay for HMAC: to find a
    ///   token, the cache computes an HMAC-SHA-256 of its text, which costs as much as
    ///   the signature.
    /// - A token with an invalid signature is not stored, so nobody can fill the cache
    ///   without a key.
    /// - Neither the text of a token nor its signature is stored. The decoded header and
    ///   payload are, because claims are read from them: personal data in a token stays
    ///   in memory while it is in the cache. A token takes about 300 bytes, and the length
    ///   of its header and payload.
    /// - A token expires in the cache 300 s after its `exp`, because no leeway is longer.
    ///   Without `exp` it expires after an hour, so that tokens out of use do not stay.
    ///   The clock is that of the verifier. When a new token is verified, expired ones
    ///   are removed, at most once a minute. A new token in a full cache replaces another
    ///   one, and tokens that are used often stay.
    /// - An encrypted token is decrypted at each use; the signed token inside is remembered.
    /// - Clones share the cache, also with other settings. [`with_keys`](Self::with_keys)
    ///   starts an empty one, so a token of a removed key is refused. Call it when the
    ///   keys have changed, also if a [provider](crate::provider) of your own decides
    ///   differently now. Keys that are fetched do this by themselves.
    /// - With keys of several issuers, each issuer has a cache of that size.
    ///
    /// # Errors
    /// If `entries` is 0, or the operating system has no random numbers.
    #[cfg(feature = "cache")]
    pub fn with_cache(self, entries: usize) -> Result<Self, Error> {
        let source = self.source().with_cache(&Cache::new(entries)?);
        Ok(self.with_source(source))
    }

    /// The keys. If they are fetched, those that are in use now.
    #[must_use]
    pub fn keys(&self) -> KeySet {
        self.source().keys()
    }

    /// Checks that the verifier has keys for every issuer that the claims type declares, and
    /// a key that decrypts if it is declared `encrypted`. Without these keys, valid tokens would
    /// look forged. Call it when the service starts.
    ///
    /// ```
    /// # use jwt_claims::{Claims, SigningKey, Verifier};
    /// #[derive(Claims)]
    /// #[claims(issuer = ["https://a.example.com", "https://b.example.com"])]
    /// struct Access {
    ///     sub: String,
    /// }
    ///
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let key = SigningKey::hs256([7; 32])?.verifying_key();
    /// let verifier = Verifier::new(key.for_issuer("https://a.example.com"));
    /// let error = verifier.covers::<Access>().unwrap_err();
    /// assert!(error.to_string().contains("https://b.example.com"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `invalid_config`, with the keys that are missing.
    pub fn covers<C: OwnedClaims>(&self) -> Result<(), Error> {
        self.covers_policy(C::POLICY)
    }

    pub(crate) fn covers_policy(&self, policy: &Policy) -> Result<(), Error> {
        #[cfg(feature = "jwe")]
        if policy.is_encrypted() && self.decryption().is_none_or(DecryptionKeySet::is_empty) {
            let detail = format!(
                "the claims type `{}` is declared `encrypted`, and the verifier has no key that decrypts; give it \
                 one with `Verifier::decrypting_with`",
                policy.type_name()
            );
            return Err(Error::new(Code::Config, detail));
        }
        let missing: Vec<&str> =
            policy.issuers().iter().copied().filter(|issuer| !self.source().covers(issuer)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let (name, missing) = (policy.type_name(), missing.join(", "));
        let detail = format!(
            "the claims type `{name}` declares issuers that the verifier has no keys of: {missing}; add their \
             keys, or remove them from the claims type"
        );
        Err(Error::new(Code::Config, detail))
    }

    pub(crate) fn source(&self) -> &Source {
        &self.0.source
    }

    pub(crate) fn settings(&self) -> &Arc<Settings> {
        &self.0.settings
    }

    /// With the same settings.
    fn with_source(&self, source: Source) -> Self {
        Self(Arc::new(Parts { source, ..Parts::clone(&self.0) }))
    }

    /// The settings of this clone.
    fn settings_mut(&mut self) -> &mut Settings {
        Arc::make_mut(&mut Arc::make_mut(&mut self.0).settings)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.settings();
        let mut debug = f.debug_struct("Verifier");
        debug
            .field("keys", self.source())
            .field("issuers", &settings.issuers)
            .field("audiences", &settings.audiences)
            .field("leeway", &settings.leeway)
            .field("clock", &settings.clock);
        #[cfg(feature = "jwe")]
        debug.field("decryption", &self.0.decryption);
        debug.finish_non_exhaustive()
    }
}
