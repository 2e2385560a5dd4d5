//! The rule `at_least`: compares a claim with a level of a hierarchy.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet, VecDeque};

use super::shape::members_found;
use crate::value::claim_value::Implies;

/// A level for claims of type `C`: a value of the same type, or the type of the
/// members, of which the highest counts.
#[diagnostic::on_unimplemented(
    message = "a claim of type `{C}` does not fit the hierarchy of `{Self}`",
    label = "`{Self}`, for a claim of type `{C}`",
    note = "the claim must have the value's type, or be a collection of it",
    note = "the type needs a hierarchy: with `#[derive(ClaimValue)]`, write `#[claim_value(ascending)]` on the enum, or `#[claim_value(implies(...))]` on its variants",
    note = "for a number use `range(min = ...)`"
)]
pub trait LevelOf<C: ?Sized> {
    /// What was found, unless the claim is, or implies, this.
    fn shortfall(&self, claim: &C) -> Option<Cow<'static, str>>;
}

#[diagnostic::do_not_recommend]
impl<V: Implies> LevelOf<V> for V {
    #[inline]
    fn shortfall(&self, claim: &V) -> Option<Cow<'static, str>> {
        (!claim.implies(self)).then_some(Cow::Borrowed("a value that does not imply it"))
    }
}

macro_rules! levels {
    ($($type:ty, [$($generics:tt)*];)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> LevelOf<$type> for V {
            #[inline]
            fn shortfall(&self, claim: &$type) -> Option<Cow<'static, str>> {
                let reached = claim.iter().any(|member| member.implies(self));
                (!reached).then(|| members_found(claim, "none that implies it"))
            }
        }
    )*};
}
levels! {
    [V], [V: Implies];
    [V; N], [V: Implies, const N: usize];
    Vec<V>, [V: Implies];
    VecDeque<V>, [V: Implies];
    BTreeSet<V>, [V: Implies];
    HashSet<V, S>, [V: Implies, S];
    Cow<'_, [V]>, [V: Implies + Clone];
}
