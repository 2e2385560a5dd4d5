//! A token that is not verified yet, with its verifier.

pub(crate) mod authenticated;
#[cfg(feature = "jwks")]
pub(crate) mod by_issuer;
#[cfg(feature = "cache")]
pub(crate) mod cache;
pub(crate) mod compact;
#[cfg(feature = "jwe")]
mod encrypted;
mod evidence;
pub mod explain;
pub(crate) mod header;
pub(crate) mod issued;
pub(crate) mod issuer;
pub mod jws;
#[cfg(any(feature = "jwks", feature = "key_ring"))]
pub(crate) mod live;
mod read_back;
#[cfg(feature = "key_ring")]
mod ring_keys;
pub(crate) mod settings;
mod signature;
pub(crate) mod source;
mod terms;
mod trusted;
#[cfg(feature = "jwe")]
mod unsigned;
pub mod unverified;
pub(crate) mod verified;
pub(crate) mod verifier;

use std::fmt;
use std::sync::Arc;

use self::authenticated::{Authentic, AuthenticatedToken};
#[cfg(feature = "jwe")]
use self::encrypted::decrypted;
use self::evidence::Evidence;
use self::settings::Settings;
use self::verified::Verified;
use self::verifier::Verifier;
use crate::claims::{Claims, OwnedClaims, Signed};
use crate::contract::declared::ContextFree;
use crate::error::Error;

/// An untrusted token (RFC 7515 §3.1, compact form). [`verify`](Token::verify) checks
/// it and returns its claims; nothing can be read from it before.
///
/// Size, structure, header, key and signature are checked once, when the token is
/// made, with the keys that the verifier has then. `verify` may be called for several
/// claims types.
pub struct Token<'a> {
    settings: &'a Arc<Settings>,
    /// Its length.
    bytes: usize,
    authentic: Result<Authentic, Error>,
    /// True if it has the form of an encrypted token that the verifier decrypts.
    is_encrypted: bool,
}

impl Verifier {
    /// Checks everything that does not depend on a claims type: size, structure,
    /// header, key and signature. If a check fails, [`Token::verify`] returns its
    /// error; otherwise it checks the claims.
    #[must_use = "call `verify` to check the token"]
    pub fn token<'a>(&'a self, text: &'a str) -> Token<'a> {
        let settings = self.settings();
        #[cfg(feature = "jwe")]
        if let Some(keys) = self.decryption_of(text) {
            let authentic = decrypted(keys, settings, text)
                .and_then(|inside| inside.holds(self.source().authenticate(settings, inside.signed())));
            return Token::new(settings, text, authentic).decrypted();
        }
        Token::new(settings, text, self.source().authenticate(settings, text))
    }

    /// The same, and waits for keys if the token's key is unknown and the keys are fetched
    /// from their issuer: at most [`Limits::max_wait`](crate::jwks::Limits::max_wait), and
    /// 1 s if a tenant is looked up. It does not wait for a token whose key is known, or if
    /// the keys do not change.
    ///
    /// Servers call it for each request; guards do. The other method,
    /// [`token`](Self::token), refuses a token whose key is unknown at once, and starts to
    /// fetch newer keys.
    #[cfg(any(feature = "jwks", feature = "key_ring"))]
    pub async fn token_async<'a>(&'a self, text: &'a str) -> Token<'a> {
        let settings = self.settings();
        #[cfg(feature = "jwe")]
        if let Some(keys) = self.decryption_of(text) {
            let authentic = match decrypted(keys, settings, text) {
                Ok(inside) => inside.holds(self.source().authenticate_async(settings, inside.signed()).await),
                Err(error) => Err(error),
            };
            return Token::new(settings, text, authentic).decrypted();
        }
        Token::new(settings, text, self.source().authenticate_async(settings, text).await)
    }

    /// Verifies a token and reads its claims, in one call: the same as
    /// [`token`](Self::token) and then [`Token::verify`].
    ///
    /// The claims must own their data (`String`, not `&str`); for others, the compiler
    /// says "implementation of `Claims` is not general enough". Claims that borrow need
    /// the token: `let token = verifier.token(text);` and then
    /// `token.verify::<Access<'_>>()`.
    ///
    /// ```
    /// # use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
    /// #[derive(Claims)]
    /// #[claims(ttl = "15m")]
    /// struct Access {
    ///     sub: String,
    /// }
    ///
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
    /// # let verifier = Verifier::new(key.verifying_key());
    /// # let issued = Issuer::new(key).issue(&Access { sub: "alice".into() })?;
    /// # let text = issued.as_str();
    /// let access = verifier.verify::<Access>(text)?;
    /// assert_eq!(access.sub, "alice");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The same as [`Token::verify`].
    pub fn verify<C: OwnedClaims + ContextFree>(&self, text: &str) -> Result<Verified<C>, Error> {
        self.verify_with::<C>(text, &())
    }

    /// The same, and waits for keys as [`token_async`](Self::token_async) does.
    ///
    /// # Errors
    /// The same as [`Token::verify`], and `keys_unavailable`.
    #[cfg(any(feature = "jwks", feature = "key_ring"))]
    pub async fn verify_async<C: OwnedClaims + ContextFree>(&self, text: &str) -> Result<Verified<C>, Error> {
        self.token_async(text).await.verify_with::<C>(&())
    }

    /// The same with a context, for a claims type with `#[claims(context = ...)]`; see
    /// [`Token::verify_with`].
    ///
    /// # Errors
    /// The same as [`Token::verify`].
    pub fn verify_with<C: OwnedClaims>(&self, text: &str, cx: &C::Context<'_>) -> Result<Verified<C>, Error> {
        self.token(text).verify_with::<C>(cx)
    }
}

impl<'a> Token<'a> {
    fn new(settings: &'a Arc<Settings>, text: &str, authentic: Result<Authentic, Error>) -> Self {
        let authentic = authentic.map_err(|error| compact::explain(error, text));
        Self { settings, bytes: text.len(), authentic, is_encrypted: false }
    }

    /// The same token, which has the form of an encrypted one.
    #[cfg(feature = "jwe")]
    fn decrypted(self) -> Self {
        Self { is_encrypted: true, ..self }
    }
}

impl Token<'_> {
    /// Verifies the token and reads its claims.
    ///
    /// The checks run in this order, each if the one before passed: size, and decryption
    /// for an encrypted token (RFC 7516 §5.2); structure, header, key, signature (RFC 7515
    /// §5.2); then the claims (RFC 7519 §7.2), with
    /// their violations: registered claims and `typ`, rules on fields, checks on
    /// the struct.
    ///
    /// Claims may borrow from the token: `struct Access<'a> { sub: &'a str }`.
    ///
    /// # Errors
    /// An error of any [`ErrorKind`](crate::ErrorKind) about tokens. An error of kind
    /// `Claims` has the [violations](Error::violations).
    pub fn verify<'t, C: Claims<'t> + ContextFree>(&'t self) -> Result<Verified<C>, Error> {
        self.verify_with::<C>(&())
    }

    /// Verifies the token with a context, for a claims type whose rules compare with
    /// run-time values: `#[claims(context = RequestCx)]`.
    ///
    /// ```
    /// # use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
    /// struct RequestCx { tenant: String }
    ///
    /// #[derive(Claims)]
    /// #[claims(ttl = "15m", context = RequestCx)]
    /// struct Access {
    ///     #[claim(equals = cx.tenant)]
    ///     tenant: String,
    /// }
    ///
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let key = SigningKey::hs256([7; 32])?;
    /// # let verifier = Verifier::new(key.verifying_key());
    /// # let here = RequestCx { tenant: "acme".into() };
    /// # let access = Access { tenant: "acme".into() };
    /// let issued = Issuer::new(key).issue_with(&access, &here)?;
    /// let token = verifier.token(issued.as_str());
    /// assert!(token.verify_with::<Access>(&here).is_ok());
    /// assert!(token.verify_with::<Access>(&RequestCx { tenant: "other".into() }).is_err());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The same as [`verify`](Token::verify).
    pub fn verify_with<'t, C: Claims<'t>>(&'t self, cx: &C::Context<'_>) -> Result<Verified<C>, Error> {
        self.authentic()?.verify(self.settings, false, cx)
    }

    /// Returns a token that can be kept, if its signature is valid. The claims are not checked
    /// yet: call [`verify`](AuthenticatedToken::verify) on it, for one claims type or several.
    ///
    /// # Errors
    /// An error of any kind about tokens, except `Claims`.
    pub fn authenticate(&self) -> Result<AuthenticatedToken, Error> {
        Ok(AuthenticatedToken::new(self.authentic()?.clone(), Arc::clone(self.settings)))
    }

    /// Payload and header, if the signature is valid. Their content is not checked.
    pub(crate) fn evidence(&self) -> Result<Evidence, Error> {
        self.authentic().map(|authentic| authentic.evidence.clone())
    }

    /// The payload to check, if the signature is valid.
    pub(crate) fn signed(&self) -> Result<Signed<'_>, Error> {
        self.authentic().map(|authentic| authentic.signed(self.settings, false))
    }

    /// True if it has the form of an encrypted token that the verifier decrypts.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }

    #[inline]
    fn authentic(&self) -> Result<&Authentic, Error> {
        self.authentic.as_ref().map_err(Error::clone)
    }
}

/// A token is a credential, so `Debug` does not show it.
impl fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}
