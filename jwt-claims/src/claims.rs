//! The traits of claims types, for reading, checking and writing. The derive implements
//! them; do not implement them by hand.

pub(crate) mod kinds;

use std::fmt;

use serde::Serializer;

use crate::base::registered::ClaimSet;
use crate::contract::declared::Declared;
use crate::contract::part::Parts;
use crate::decode::{Beginnings, Reading, diagnose};
use crate::error::findings::Findings;
use crate::error::{Code, Error};
use crate::judge::{Conditions, Judge};
use crate::policy::Policy;

/// A claims type: a struct with the claims of a token and the rules on them.
///
/// Derive it; see [the derive macro](macro@crate::Claims) for the attributes. `'t` is
/// the lifetime of the token that claims may borrow from. Types that borrow nothing are
/// [`OwnedClaims`]: as a bound, write `C: OwnedClaims`, because `C: Claims` has no lifetime
/// (E0106).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a claims type",
    note = "put `#[derive(jwt_claims::Claims)]` on the struct"
)]
pub trait Claims<'t>: Declared + Sized {
    /// The policy of the type: what it requires of a token, in addition to the types of
    /// its fields.
    const POLICY: &'static Policy = <Self as Declared>::SPEC;

    /// Reads its parts; `None` if one has a wrong type.
    #[doc(hidden)]
    fn read(reading: &mut Reading<'t>) -> Option<Self>;

    /// Reads and checks the claims of a token with a valid signature. An enum selects
    /// the variant first.
    #[doc(hidden)]
    #[inline]
    fn accept(cx: &Self::Context<'_>, signed: &Signed<'t>) -> Result<(Self, ClaimSet), Error> {
        signed.accept(cx)
    }

    /// Passes its parts to a visitor, that of the extended type first.
    #[doc(hidden)]
    fn parts<P: Parts<'t>>(parts: &mut P);
}

/// A claims type that borrows nothing from the token: the bound for extractors, caches
/// and other code that keeps claims longer than the token. It may need a context; to
/// exclude that, add [`ContextFree`](crate::ContextFree).
pub trait OwnedClaims: for<'t> Claims<'t> {}

impl<C: for<'t> Claims<'t>> OwnedClaims for C {}

/// A claims type that can be issued. The derive implements it, unless the type has
/// `#[claims(verify_only)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be issued",
    note = "put `#[derive(jwt_claims::Claims)]` on the struct, without `verify_only`"
)]
pub trait IssueClaims: Declared {
    #[doc(hidden)]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// True if the claim with that name is left out when it is `None`.
    #[doc(hidden)]
    fn omits(&self, name: &str) -> bool;

    /// Reads and checks the written payload, as a verifier does. The claims that are
    /// read borrow from the payload.
    #[doc(hidden)]
    fn read_back<'t>(&self, cx: &Self::Context<'_>, written: &Signed<'t>) -> Result<(), Error>;

    /// The policy for these claims: for an enum, that of the variant.
    #[doc(hidden)]
    fn policy(&self) -> &'static Policy {
        Self::SPEC
    }

    /// The claim of `kinds_by`, and its value.
    #[doc(hidden)]
    fn kind(&self) -> Option<(&'static str, &'static str)> {
        None
    }
}

/// Writes the base of an extension with further fields.
///
/// # Errors
/// The errors of the serializer.
#[doc(hidden)]
pub fn write_base<C: IssueClaims, S: Serializer>(base: &C, serializer: S) -> Result<S::Ok, S::Error> {
    base.encode(serializer)
}

impl<'t> Reading<'t> {
    /// Reads the extended type as if it were verified alone.
    pub fn base<C: Claims<'t>>(&mut self) -> Option<C> {
        self.alone(C::SPEC.unchecked(), C::read)
    }
}

/// A payload with a valid signature, or one that is about to be signed, and the
/// conditions for its claims.
#[doc(hidden)]
pub struct Signed<'t> {
    pub(crate) payload: &'t [u8],
    pub(crate) beginnings: &'t Beginnings,
    pub(crate) typ: Option<&'t str>,
    pub(crate) conditions: Conditions<'t>,
}

impl<'t> Signed<'t> {
    pub(crate) fn payload(&self) -> Result<&'t str, Error> {
        std::str::from_utf8(self.payload).map_err(|_| not_utf8())
    }

    /// Reads the claims and checks them. Also returns the set of registered claims that
    /// were not checked.
    ///
    /// # Errors
    /// Every violation of its policy.
    #[inline]
    pub fn accept<C: Claims<'t>>(&self, cx: &C::Context<'_>) -> Result<(C, ClaimSet), Error> {
        let payload = self.payload()?;
        let judge = Judge::new(C::POLICY, self.typ, self.conditions);
        let unchecked = judge.unchecked();
        let mut reading = Reading::new(payload, &judge);
        match C::read(&mut reading) {
            Some(claims) => {
                let mut found = Findings::new(judge.moment());
                judge.judge(reading.registered(), &mut found);
                claims.check(cx, reading.seen(), &mut found);
                if !found.is_empty() {
                    return Err(Error::refused(found));
                }
                Ok((claims, unchecked))
            }
            None => Err(diagnose(payload, self.beginnings, &judge, |misfits| C::parts(misfits))),
        }
    }
}

impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").finish_non_exhaustive()
    }
}

#[cold]
fn not_utf8() -> Error {
    Error::new(Code::Malformed, "the payload is not UTF-8; a claims set must be UTF-8 (RFC 7519 §3)")
}
