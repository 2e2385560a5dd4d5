//! The proof type: claims that have been verified.

use std::fmt;
use std::ops::Deref;

use crate::base::registered::{ClaimSet, Registered};
use crate::contract::extends::Extends;
use crate::decode::registered::registered;
use crate::token::evidence::Evidence;
use crate::token::header::Header;

/// Claims that have been verified; it reads like the claims themselves.
///
/// Safe code gets one from [`Token::verify`](crate::Token::verify),
/// [`AuthenticatedToken::verify`](crate::AuthenticatedToken::verify) and their
/// `verify_with`, and from another one by [`into_base`](Verified::into_base) or `clone`.
/// It gives no `&mut` to the claims. What a claims type does is up to its author: its
/// own `Clone` makes the claims of the clone, and an `impl Claims` by hand, which has
/// to name the hidden module `__private`, reads what it likes.
#[derive(Clone)]
pub struct Verified<C> {
    claims: C,
    evidence: Evidence,
    unchecked: ClaimSet,
}

impl<C> Verified<C> {
    pub(crate) fn new(claims: C, evidence: Evidence, unchecked: ClaimSet) -> Self {
        Self { claims, evidence, unchecked }
    }

    /// The claims, without the proof.
    #[must_use]
    pub fn into_inner(self) -> C {
        self.claims
    }

    /// The same proof about a part of the claims.
    pub(crate) fn map<P>(self, part: impl FnOnce(C) -> P) -> Verified<P> {
        let Self { claims, evidence, unchecked } = self;
        Verified { claims: part(claims), evidence, unchecked }
    }

    /// The token's header (RFC 7515 §4), read from it at each call.
    #[must_use]
    pub fn header(&self) -> Header<'_> {
        Header::accepted(self.evidence.header())
    }

    /// The registered claims (RFC 7519 §4.1), those included that the claims
    /// type has no field for. Read from the token at each call: prefer a field
    /// for what every request needs. Where an unchecked claim is ill-typed,
    /// all that are unchecked count as absent.
    #[must_use]
    pub fn registered(&self) -> Registered<'_> {
        // the same octets were read in the same way when the token was verified
        let payload = std::str::from_utf8(self.evidence.payload()).ok();
        payload.and_then(|payload| registered(payload, self.unchecked)).unwrap_or_default()
    }
}

impl<C: Extends> Verified<C> {
    /// The same proof about less: what holds for a claims type holds for the
    /// one that it extends.
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

/// The claims, as they print themselves.
impl<C: fmt::Debug> fmt::Debug for Verified<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Verified").field(&self.claims).finish()
    }
}
