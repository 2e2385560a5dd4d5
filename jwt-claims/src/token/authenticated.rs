//! Tokens with a valid signature, and how their claims are verified.

use std::fmt;
use std::sync::Arc;

use crate::claims::{Claims, Signed};
use crate::contract::declared::ContextFree;
use crate::decode::Beginnings;
use crate::error::Error;
use crate::judge::{Accepted, Conditions};
use crate::key::VerifyingKey;
use crate::token::evidence::Evidence;
use crate::token::header::Header;
use crate::token::settings::Settings;
use crate::token::terms::Terms;
use crate::token::verified::Verified;

/// A token with a valid signature. It has everything that is needed to check the
/// claims, and does not depend on the keys any more.
#[derive(Clone)]
pub(crate) struct Authentic {
    pub(crate) evidence: Evidence,
    /// The issuer that the key is bound to.
    key_issuer: Option<Arc<str>>,
    /// Used when the token is refused: claims of a wrong type are read from it.
    beginnings: Beginnings,
}

impl Authentic {
    pub(crate) fn new(evidence: Evidence, key: &VerifyingKey) -> Self {
        Self { evidence, key_issuer: key.issuer_shared().cloned(), beginnings: Beginnings::default() }
    }

    /// The same token as the content of an encrypted one with this header.
    #[cfg(feature = "jwe")]
    pub(crate) fn inside(self, outer_header: &[u8]) -> Self {
        Self { evidence: self.evidence.inside(outer_header), ..self }
    }

    /// The payload and the conditions for its claims.
    pub(crate) fn signed<'t>(&'t self, settings: &'t Settings, proven: bool) -> Signed<'t> {
        Signed {
            payload: self.evidence.payload(),
            beginnings: &self.beginnings,
            typ: self.evidence.typ(),
            conditions: Conditions {
                issuers: Accepted::Listed(&settings.issuers),
                audiences: Accepted::Listed(&settings.audiences),
                key_issuer: self.key_issuer.as_deref(),
                leeway: settings.leeway,
                now: settings.clock.now(),
                encrypted: self.evidence.is_encrypted(),
                proven,
            },
        }
    }

    /// Reads the claims and checks them.
    pub(crate) fn verify<'t, C: Claims<'t>>(
        &'t self,
        settings: &'t Settings,
        proven: bool,
        cx: &C::Context<'_>,
    ) -> Result<Verified<C>, Error> {
        let (claims, unchecked) = C::accept(cx, &self.signed(settings, proven))?;
        let terms = Terms::of(settings, self.key_issuer.is_some(), proven);
        Ok(Verified::proven(claims, self.evidence.clone(), unchecked, terms))
    }
}

/// A token with a valid signature whose claims are not checked yet, from
/// [`Token::authenticate`](crate::Token::authenticate). It owns its data, so you can
/// keep it in the extensions of a request, in a task or in a cache.
///
/// A layer of a server authenticates the token without knowing a claims type; each
/// handler then verifies the claims that it needs:
///
/// ```
/// # use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
/// use jwt_claims::AuthenticatedToken;
///
/// #[derive(Claims)]
/// struct User<'t> {
///     sub: &'t str, // borrowed from the token
/// }
///
/// #[derive(Claims)]
/// struct Editor {
///     sub: String,
///     #[claim(any_of = ["editor"])]
///     roles: Vec<String>,
/// }
///
/// # fn main() -> Result<(), jwt_claims::Error> {
/// # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
/// # let verifier = Verifier::new(key.verifying_key());
/// # let editor = Editor { sub: "alice".into(), roles: vec!["editor".into()] };
/// # let issued = Issuer::new(key).with_ttl(std::time::Duration::from_secs(60))?.issue(&editor)?;
/// # let text = issued.as_str();
/// // in a layer
/// let token: AuthenticatedToken = verifier.token(text).authenticate()?;
/// // in handlers
/// assert_eq!(token.verify::<User<'_>>()?.sub, "alice");
/// assert_eq!(token.verify::<Editor>()?.roles, ["editor"]);
/// # Ok(()) }
/// ```
///
/// The signature is not checked again. The claims are checked at each call, so a token
/// in a cache is refused once it has expired. It is not refused when its key is no
/// longer trusted, so keep tokens in a cache for a short time, or let the verifier
/// do it: with the feature `cache`, `Verifier::with_cache` forgets tokens with their keys.
#[derive(Clone)]
pub struct AuthenticatedToken {
    authentic: Authentic,
    settings: Arc<Settings>,
    /// The sender has proved that it has the key which `cnf` names.
    proven: bool,
}

impl AuthenticatedToken {
    pub(crate) fn new(authentic: Authentic, settings: Arc<Settings>) -> Self {
        Self { authentic, settings, proven: false }
    }

    /// The same token after its sender has proved that it has the key which `cnf` names.
    #[cfg(feature = "dpop")]
    pub(crate) fn proven(self) -> Self {
        Self { proven: true, ..self }
    }

    /// The payload, decoded.
    #[cfg(all(feature = "http", feature = "sessions"))]
    pub(crate) fn payload(&self) -> &[u8] {
        self.authentic.evidence.payload()
    }

    /// Reads the claims and checks them, as [`Token::verify`](crate::Token::verify)
    /// does. Claims may borrow from this token.
    ///
    /// # Errors
    /// An error of kind [`Claims`](crate::ErrorKind::Claims) with the
    /// [violations](Error::violations), or `Malformed` if the payload is not a JSON
    /// object.
    pub fn verify<'t, C: Claims<'t> + ContextFree>(&'t self) -> Result<Verified<C>, Error> {
        self.verify_with::<C>(&())
    }

    /// The same for a claims type with `#[claims(context = ...)]`, as
    /// [`Token::verify_with`](crate::Token::verify_with) does.
    ///
    /// # Errors
    /// The same as [`verify`](Self::verify).
    pub fn verify_with<'t, C: Claims<'t>>(&'t self, cx: &C::Context<'_>) -> Result<Verified<C>, Error> {
        self.authentic.verify(&self.settings, self.proven, cx)
    }

    /// The token's header (RFC 7515 §4); of an encrypted token, that of the signed token
    /// inside. Each call parses it again.
    #[must_use]
    pub fn header(&self) -> Header<'_> {
        Header::accepted(self.authentic.evidence.header())
    }

    /// True if the token came encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.authentic.evidence.is_encrypted()
    }

    /// The header of the encrypted token (RFC 7516 §4); `None` if the token was signed and
    /// not encrypted. Each call parses it again.
    #[cfg(feature = "jwe")]
    #[cfg_attr(docsrs, doc(cfg(feature = "jwe")))]
    #[must_use]
    pub fn outer_header(&self) -> Option<Header<'_>> {
        self.authentic.evidence.outer_header().map(Header::accepted)
    }
}

/// A token is a credential, so `Debug` does not show it.
impl fmt::Debug for AuthenticatedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticatedToken").finish_non_exhaustive()
    }
}
