//! `Verified`: the proof that claims were verified.

use std::fmt;
use std::ops::Deref;

use crate::base::registered::{ClaimSet, Registered};
use crate::claims::{Claims, Signed};
use crate::contract::declared::ContextFree;
use crate::contract::extends::Extends;
use crate::decode::Beginnings;
use crate::decode::registered::registered;
use crate::error::Error;
use crate::token::evidence::Evidence;
use crate::token::header::Header;
use crate::token::terms::Terms;

/// What [`Verified::new`] demands. Nothing implements it: the compiler's message says how
/// to get verified claims.
#[diagnostic::on_unimplemented(
    message = "only verifying a token makes a `Verified`",
    label = "these claims were not verified",
    note = "verify a token: `verifier.verify::<{Self}>(text)?`",
    note = "in the test of a handler, use `jwt_claims::testing::verified(&claims)`, with the feature `testing`"
)]
pub trait Proof: Sized {
    #[doc(hidden)]
    fn into_verified(self) -> Verified<Self>;
}

/// Verified claims. It dereferences to the claims type.
///
/// Safe code gets one from [`Token::verify`](crate::Token::verify),
/// [`AuthenticatedToken::verify`](crate::AuthenticatedToken::verify) and their
/// `verify_with`, and from another one by [`refine`](Verified::refine), `refine_with`,
/// [`into_base`](Verified::into_base) or `clone`. It gives no `&mut` to the claims. The author of a claims type is trusted:
/// its `Clone` creates the claims of the clone, and an `impl Claims` by hand, which has
/// to name the hidden module `__private`, can read anything.
#[derive(Clone)]
pub struct Verified<C> {
    claims: C,
    evidence: Evidence,
    unchecked: ClaimSet,
    terms: Terms,
    /// Used when `refine` refuses the token.
    beginnings: Beginnings,
}

impl<C> Verified<C> {
    #[inline]
    pub(crate) fn proven(claims: C, evidence: Evidence, unchecked: ClaimSet, terms: Terms) -> Self {
        Self { claims, evidence, unchecked, terms, beginnings: Beginnings::default() }
    }

    /// Does not compile for any type. It is here for the compiler's message.
    #[doc(hidden)]
    #[must_use]
    pub fn new(claims: C) -> Self
    where
        C: Proof,
    {
        claims.into_verified()
    }

    /// The payload of the token, decoded.
    #[cfg(feature = "sessions")]
    pub(crate) fn payload(&self) -> &[u8] {
        self.evidence.payload()
    }

    /// Returns the claims, without the proof.
    #[must_use]
    pub fn into_inner(self) -> C {
        self.claims
    }

    /// The same proof for a part of the claims.
    pub(crate) fn map<P>(self, part: impl FnOnce(C) -> P) -> Verified<P> {
        let Self { claims, evidence, unchecked, terms, beginnings } = self;
        Verified { claims: part(claims), evidence, unchecked, terms, beginnings }
    }

    /// Verifies the claims of the same token as another type, usually one that demands
    /// more. The signature is not checked again; everything else is, so the result is
    /// that of [`Token::verify`](crate::Token::verify) at this time. The settings and
    /// the clock are those of the verifier that verified the token. Claims may borrow
    /// from this value.
    ///
    /// A handler that serves several operations takes what each of them needs, and each
    /// operation refines it:
    ///
    /// ```
    /// # use jwt_claims::{Claims, Error, Issuer, SigningKey, Verified, Verifier};
    /// #[derive(Claims)]
    /// #[claims(ttl = "15m")]
    /// struct Access {
    ///     sub: String,
    ///     roles: Vec<String>,
    /// }
    ///
    /// #[derive(Claims)]
    /// struct AdminAccess {
    ///     #[claim(any_of = ["admin"])]
    ///     roles: Vec<String>,
    /// }
    ///
    /// fn query(access: &Verified<Access>, operation: &str) -> Result<String, Error> {
    ///     match operation {
    ///         "me" => Ok(access.sub.clone()),
    ///         _ => {
    ///             let admin = access.refine::<AdminAccess>()?; // 403 for other users
    ///             delete_user(&admin)
    ///         }
    ///     }
    /// }
    ///
    /// fn delete_user(_: &Verified<AdminAccess>) -> Result<String, Error> {
    ///     Ok("deleted".into())
    /// }
    ///
    /// # fn main() -> Result<(), Error> {
    /// # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
    /// # let verifier = Verifier::new(key.verifying_key());
    /// # let issued = Issuer::new(key).issue(&Access { sub: "alice".into(), roles: vec!["user".into()] })?;
    /// # let text = issued.as_str();
    /// let access = verifier.verify::<Access>(text)?;
    /// assert_eq!(query(&access, "me")?, "alice");
    /// let refused = query(&access, "deleteUser").unwrap_err();
    /// assert_eq!(refused.challenge().unwrap().status(), 403);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// An error of kind [`Claims`](crate::ErrorKind::Claims) with the
    /// [violations](Error::violations).
    pub fn refine<'t, D: Claims<'t> + ContextFree>(&'t self) -> Result<Verified<D>, Error> {
        self.refine_with::<D>(&())
    }

    /// The same with a context, for a claims type with `#[claims(context = ...)]`: for
    /// values that are known after the token was verified, such as the owner of a
    /// record in the database.
    ///
    /// ```
    /// # use jwt_claims::{Claims, Error, Issuer, SigningKey, Verified, Verifier};
    /// #[derive(Claims)]
    /// #[claims(ttl = "15m")]
    /// struct Access {
    ///     sub: String,
    /// }
    ///
    /// struct Invoice {
    ///     owner: String,
    /// }
    ///
    /// #[derive(Claims)]
    /// #[claims(context = Invoice)]
    /// struct InvoiceOwner {
    ///     #[claim(equals = cx.owner, answer = 403)]
    ///     sub: String,
    /// }
    ///
    /// fn pay(access: &Verified<Access>, invoice: &Invoice) -> Result<String, Error> {
    ///     let owner = access.refine_with::<InvoiceOwner>(invoice)?;
    ///     Ok(format!("paid by {}", owner.sub))
    /// }
    ///
    /// # fn main() -> Result<(), Error> {
    /// # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
    /// # let verifier = Verifier::new(key.verifying_key());
    /// # let issued = Issuer::new(key).issue(&Access { sub: "alice".into() })?;
    /// let access = verifier.verify::<Access>(issued.as_str())?;
    /// assert!(pay(&access, &Invoice { owner: "alice".into() }).is_ok());
    /// let refused = pay(&access, &Invoice { owner: "bob".into() }).unwrap_err();
    /// assert_eq!(refused.challenge().unwrap().status(), 403);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The same as [`refine`](Self::refine).
    pub fn refine_with<'t, D: Claims<'t>>(&'t self, cx: &D::Context<'_>) -> Result<Verified<D>, Error> {
        let (claims, unchecked) = D::accept(
            cx,
            &Signed {
                payload: self.evidence.payload(),
                beginnings: &self.beginnings,
                typ: self.evidence.typ(),
                conditions: self.terms.conditions(self.evidence.is_encrypted()),
            },
        )?;
        Ok(Verified::proven(claims, self.evidence.clone(), unchecked, self.terms.clone()))
    }

    /// The token's header (RFC 7515 §4); of an encrypted token, that of the signed token
    /// inside. Each call parses it again.
    #[must_use]
    pub fn header(&self) -> Header<'_> {
        Header::accepted(self.evidence.header())
    }

    /// True if the token came encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.evidence.is_encrypted()
    }

    /// The header of the encrypted token (RFC 7516 §4); `None` if the token was signed and
    /// not encrypted. Whoever has the encryption key may have written its parameters; if that is a
    /// public key, anyone may. Each call parses it again.
    #[cfg(feature = "jwe")]
    #[cfg_attr(docsrs, doc(cfg(feature = "jwe")))]
    #[must_use]
    pub fn outer_header(&self) -> Option<Header<'_>> {
        self.evidence.outer_header().map(Header::accepted)
    }

    /// The registered claims (RFC 7519 §4.1), with or without a field in the claims
    /// type. Each call parses the payload again, so use a field for a claim that every
    /// request needs. If an unchecked claim has the wrong type, all unchecked claims
    /// are returned as absent.
    #[must_use]
    pub fn registered(&self) -> Registered<'_> {
        // these bytes were parsed in the same way when the token was verified
        let payload = std::str::from_utf8(self.evidence.payload()).ok();
        payload.and_then(|payload| registered(payload, self.unchecked)).unwrap_or_default()
    }
}

impl<C: Extends> Verified<C> {
    /// Converts an extension to its base. A token that is valid for the extension is
    /// valid for the base; if the base is not `encrypted`, that applies to the signed token
    /// inside.
    #[must_use]
    pub fn into_base(self) -> Verified<C::Base> {
        self.map(Extends::into_base)
    }
}

impl<C> Deref for Verified<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.claims
    }
}

impl<C> AsRef<C> for Verified<C> {
    fn as_ref(&self) -> &C {
        &self.claims
    }
}

/// The `Debug` of the claims.
impl<C: fmt::Debug> fmt::Debug for Verified<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Verified").field(&self.claims).finish()
    }
}
