//! Assertions about a claims type that extends another: each is called in a
//! constant at the user's tokens, which does not compile if it is false.

use super::fields::{FieldSpec, Fields};
use crate::base::const_str::is_among;
use crate::base::registered::RegisteredClaim;
use crate::policy::Policy;
use crate::rules::seen::Seen;

macro_rules! assertions {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) => $holds:expr, $message:literal;)*) => {$(
        $(#[$doc])*
        #[track_caller]
        pub const fn $name($($argument: $type),*) {
            assert!($holds, $message);
        }
    )*};
}

assertions! {
    /// The base is one claims type.
    is_one_type(base: &Policy) => base.kinds().is_none(),
        "an enum of kinds cannot be extended; extend the claims type of a variant";
    /// The base takes tokens of this issuer.
    narrows_issuer(base: &Policy, issuer: &str) => has_issuer(base, issuer),
        "the extended type refuses this issuer; name some of its own, or none";
    /// The base takes tokens for this audience.
    narrows_audience(base: &Policy, audience: &str) => has_audience(base, audience),
        "the extended type refuses this audience; name some of its own, or none";
    /// The base has no shorter duration.
    narrows_duration(base: Option<u64>, seconds: u64) => is_shorter(base, seconds),
        "the extended type has a shorter duration; use one that is not longer, or remove it";
    /// The base can do without this registered claim.
    may_forbid(base: &Policy, claim: RegisteredClaim) => !base.required().contains(claim),
        "the extended type demands this claim, so no token could pass; remove it here";
    /// The base takes tokens that are bound to a key.
    takes_confirmation(base: &Policy) => base.unchecked().has_confirmation(),
        "the extended type refuses a token with `cnf`; check its proof yourself and write `unchecked(cnf)` there, or \
         remove the field";
    /// The base's field is a claim.
    is_claim(field: &FieldSpec) => !field.claim.is_empty(),
        "a skipped or flattened field is not a claim of its own, so rules cannot apply to it";
    /// It is known whether the claim of the base's field was present.
    is_noted(field: &FieldSpec) => field.is_known(),
        "the extended type has too many fields with a default to tell whether this claim was present";
    /// There are slots for so many claims.
    has_slots(slots: u32) => slots <= Seen::MAX,
        "with those of the extended type, these are too many fields with a default";
    /// The base takes further claims.
    is_open(is_closed: bool) => !is_closed,
        "the extended type has `deny_unknown_fields` and would refuse the further fields; remove one of them";
    /// The base does not forbid this claim.
    may_read(base: &Fields, claim: &str) => !base.forbid(claim),
        "the extended type forbids this claim, so no token could pass; remove it here";
    /// The base does not read this claim, which is forbidden here.
    may_forbid_name(base: &Fields, claim: &str) => !base.read(claim),
        "the extended type reads this claim; it can be forbidden there, or by a `check` here";
    /// The base does not write this claim.
    may_write(base: &Fields, claim: &str) => !base.read(claim),
        "the extended type writes this claim, too, and a token has each claim once; remove it here, or add \
         `verify_only` to read it twice";
    /// The base forbids no claim that a flattened field could write.
    may_flatten(base: &Fields) => !base.forbid_any(),
        "the extended type forbids claims that a flattened field may write; write `verify_only`, or remove the field";
}

/// Asserts that the base takes tokens with this `typ`.
#[track_caller]
pub const fn narrows_typ(base: &Policy, typ: Option<&str>) {
    match (base.accepts_typ(typ), base.declares_typ()) {
        (true, _) => {}
        (false, true) => panic!("the extended type refuses this `typ`; name some of its own, or none"),
        (false, false) => panic!(
            "the extended type declares no `typ`, so it accepts `JWT` or no `typ`, but not this one; write \
            a list there that has both, such as `typ = [\"JWT\", absent, \"at+jwt\"]`: it then accepts \
            such tokens, too. If it must not, move the common claims to a type with that list, which both \
            extend"
        ),
    }
}

const fn has_issuer(base: &Policy, issuer: &str) -> bool {
    base.issuers().is_empty() || is_among(issuer, base.issuers())
}

/// A base that declares no audience expects none, unless it says something else about
/// `aud`: if it requires one, alone it accepts no token without an audience of the
/// verifier, so an extension that declares one is stricter than any such verifier.
const fn has_audience(base: &Policy, audience: &str) -> bool {
    let is_open = base.unchecked().or(base.required()).contains(RegisteredClaim::Aud);
    is_among(audience, base.audiences()) || (is_open && base.audiences().is_empty())
}

const fn is_shorter(base: Option<u64>, seconds: u64) -> bool {
    match base {
        Some(base) => seconds <= base,
        None => true,
    }
}
