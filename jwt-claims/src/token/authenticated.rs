//! A token whose signature holds, and the way from it to verified claims.

use std::fmt;
use std::sync::Arc;

use crate::claims::{Claims, Signed};
use crate::contract::declared::ContextFree;
use crate::decode::Beginnings;
use crate::error::Error;
use crate::judge::Conditions;
use crate::key::VerifyingKey;
use crate::token::evidence::Evidence;
use crate::token::header::Header;
use crate::token::settings::Settings;
use crate::token::verified::Verified;

/// A token whose signature holds. It has what claims are checked by, and does not
/// depend on the keys any more.
#[derive(Clone)]
pub(crate) struct Authentic {
    pub(crate) evidence: Evidence,
    /// The one issuer that the key vouches for.
    key_issuer: Option<Arc<str>>,
    /// For a refusal: claims that do not fit are read from it.
    beginnings: Beginnings,
}

impl Authentic {
    pub(crate) fn new(evidence: Evidence, key: &VerifyingKey) -> Self {
        Self { evidence, key_issuer: key.issuer_shared().cloned(), beginnings: Beginnings::default() }
    }

    /// The payload, and what its claims are checked against now.
    pub(crate) fn signed<'t>(&'t self, settings: &'t Settings) -> Signed<'t> {
        Signed {
            payload: self.evidence.payload(),
            beginnings: &self.beginnings,
            typ: self.evidence.typ(),
            conditions: Conditions {
                issuers: &settings.issuers,
                audiences: &settings.audiences,
                key_issuer: self.key_issuer.as_deref(),
                leeway: settings.leeway,
                now: settings.clock.now(),
            },
        }
    }

    /// Reads the claims and checks them.
    pub(crate) fn verify<'t, C: Claims<'t>>(
        &'t self,
        settings: &'t Settings,
        cx: &C::Context<'_>,
    ) -> Result<Verified<C>, Error> {
        let (claims, unchecked) = C::accept(cx, &self.signed(settings))?;
        Ok(Verified::new(claims, self.evidence.clone(), unchecked))
    }
}

/// A token whose signature holds and whose claims are not checked yet. It owns what
/// it needs, so that it can be kept: in the extensions of a request, in a task, in a
/// cache. Made by [`Token::authenticate`](crate::Token::authenticate).
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
/// The signature is not checked again, and the claims are checked at each call: a
/// token in a cache is refused once it has expired. It is not refused when its key is
/// no longer trusted, so a cache should keep tokens for a short time.
#[derive(Clone)]
pub struct AuthenticatedToken {
    authentic: Authentic,
    settings: Arc<Settings>,
}

impl AuthenticatedToken {
    pub(crate) fn new(authentic: Authentic, settings: Arc<Settings>) -> Self {
        Self { authentic, settings }
    }

    /// Reads the claims and checks them, as [`Token::verify`](crate::Token::verify)
    /// does. Claims may borrow from this token.
    ///
    /// # Errors
    /// Of kind [`Claims`](crate::ErrorKind::Claims) with all
    /// [violations](Error::violations), or `Malformed` if the payload is not a JSON object.
    pub fn verify<'t, C: Claims<'t> + ContextFree>(&'t self) -> Result<Verified<C>, Error> {
        self.verify_with::<C>(&())
    }

    /// The same for a claims type with `#[claims(context = ...)]`, as
    /// [`Token::verify_with`](crate::Token::verify_with) does.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_with<'t, C: Claims<'t>>(&'t self, cx: &C::Context<'_>) -> Result<Verified<C>, Error> {
        self.authentic.verify(&self.settings, cx)
    }

    /// The token's header (RFC 7515 §4), read from it at each call.
    #[must_use]
    pub fn header(&self) -> Header<'_> {
        Header::accepted(self.authentic.evidence.header())
    }
}

/// A token is a credential: it does not print itself.
impl fmt::Debug for AuthenticatedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticatedToken").finish_non_exhaustive()
    }
}
