//! An authenticated token that owns all that it needs.

use std::fmt;
use std::sync::Arc;

use crate::claims::Claims;
use crate::contract::declared::ContextFree;
use crate::error::Error;
use crate::token::authentic::Authentic;
use crate::token::header::Header;
use crate::token::settings::Settings;
use crate::token::verified::Verified;

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
