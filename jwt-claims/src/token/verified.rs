//! `Verified`: the proof that claims were verified.

use std::fmt;
use std::ops::Deref;

use crate::base::registered::{ClaimSet, Registered};
use crate::contract::extends::Extends;
use crate::decode::registered::registered;
use crate::token::evidence::Evidence;
use crate::token::header::Header;

/// Verified claims. It dereferences to the claims type.
///
/// Safe code gets one from [`Token::verify`](crate::Token::verify),
/// [`AuthenticatedToken::verify`](crate::AuthenticatedToken::verify) and their
/// `verify_with`, and from another one by [`into_base`](Verified::into_base) or
/// `clone`. It gives no `&mut` to the claims. The author of a claims type is trusted:
/// its `Clone` creates the claims of the clone, and an `impl Claims` by hand, which has
/// to name the hidden module `__private`, can read anything.
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

    /// Returns the claims, without the proof.
    #[must_use]
    pub fn into_inner(self) -> C {
        self.claims
    }

    /// The same proof for a part of the claims.
    pub(crate) fn map<P>(self, part: impl FnOnce(C) -> P) -> Verified<P> {
        let Self { claims, evidence, unchecked } = self;
        Verified { claims: part(claims), evidence, unchecked }
    }

    /// The token's header (RFC 7515 §4). Each call parses it again.
    #[must_use]
    pub fn header(&self) -> Header<'_> {
        Header::accepted(self.evidence.header())
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
    /// valid for the base.
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
