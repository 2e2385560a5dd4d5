//! Claims types: how they are read from a payload, judged, and written. The
//! derive implements these traits; nobody writes them by hand.

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

/// A claims type: a struct that says what a token must say.
///
/// Derive it; see [the derive macro](macro@crate::Claims) for the attributes.
/// `'t` is how long claims may borrow from the token; types that borrow
/// nothing are [`OwnedClaims`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a claims type",
    note = "put `#[derive(jwt_claims::Claims)]` on the struct"
)]
pub trait Claims<'t>: Declared + Sized {
    /// What the type demands of a token beyond the types of its fields.
    const POLICY: &'static Policy = <Self as Declared>::SPEC;

    /// Reads its parts; `None` if one does not fit.
    #[doc(hidden)]
    fn read(reading: &mut Reading<'t>) -> Option<Self>;

    /// Reads and judges the claims of a token whose signature has held. An
    /// enum of kinds chooses the claims type first.
    #[doc(hidden)]
    #[inline]
    fn accept(cx: &Self::Context<'_>, signed: &Signed<'t>) -> Result<(Self, ClaimSet), Error> {
        signed.accept(cx)
    }

    /// Shows its parts, that of the extended type first.
    #[doc(hidden)]
    fn parts<P: Parts<'t>>(parts: &mut P);
}

/// A claims type that borrows nothing from the token: the bound for extractors,
/// caches and whatever else outlives a request. It may need a context; where it must
/// not, add [`ContextFree`](crate::ContextFree).
pub trait OwnedClaims: for<'t> Claims<'t> {}

impl<C: for<'t> Claims<'t>> OwnedClaims for C {}

/// A claims type that can be issued, not only verified. The derive writes it
/// too, unless `#[claims(verify_only)]` says otherwise.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be issued",
    note = "put `#[derive(jwt_claims::Claims)]` on the struct, without `verify_only`"
)]
pub trait IssueClaims: Declared {
    #[doc(hidden)]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Whether the claim of that name is left out where it is `None`.
    #[doc(hidden)]
    fn omits(&self, name: &str) -> bool;

    /// Reads and judges what was written, as a verifier does. The claims that
    /// are read borrow from the payload, and not from where these do.
    #[doc(hidden)]
    fn read_back<'t>(&self, cx: &Self::Context<'_>, written: &Signed<'t>) -> Result<(), Error>;

    /// What a token with these claims is held against: of an enum of kinds,
    /// what the variant demands.
    #[doc(hidden)]
    fn policy(&self) -> &'static Policy {
        Self::SPEC
    }

    /// The claim that tells an enum's kinds apart, and what it says.
    #[doc(hidden)]
    fn kind(&self) -> Option<(&'static str, &'static str)> {
        None
    }
}

/// Writes the base of a claims type with further fields.
///
/// # Errors
/// Those of the serializer.
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

/// A payload whose signature has held, or that is about to be signed, and what
/// its claims are held against.
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

    /// Reads a claims type and judges it; with the claims, those that nobody
    /// has looked at.
    ///
    /// # Errors
    /// All that its policy refuses.
    #[inline]
    pub fn accept<C: Claims<'t>>(&self, cx: &C::Context<'_>) -> Result<(C, ClaimSet), Error> {
        let payload = self.payload()?;
        let judge = Judge::new(C::POLICY, self.typ, self.conditions);
        let unchecked = judge.unchecked();
        let mut reading = Reading::new(payload, &judge);
        match C::read(&mut reading) {
            Some(claims) => {
                let mut found = Findings::default();
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
    Error::new(Code::Malformed, "the payload is no UTF-8; a claims set must be (RFC 7519 §3)")
}
