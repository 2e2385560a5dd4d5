//! Claims against what a context holds, and claims that must not be there.

use super::compare::{ValueOf, is};
use super::shape::{Members, Text};

/// Whether the claim, or a member, is among the values that the context holds.
#[inline]
pub fn is_held<C: ?Sized, L: Members + ?Sized>(claim: &C, values: &L) -> bool
where
    L::Member: ValueOf<C>,
{
    values.members().any(|value| value.is(claim))
}

/// Whether every value that the context holds is among the members.
#[inline]
pub fn all_of_held<C: Members + ?Sized, L: Members + ?Sized>(claim: &C, values: &L) -> bool
where
    L::Member: ValueOf<C::Member>,
{
    values.members().all(|value| claim.members().any(|member| is(member, value)))
}

/// Whether a text starts with one of the context.
#[inline]
pub fn starts_with_text<T: Text + ?Sized, P: Text + ?Sized>(value: &T, prefix: &P) -> bool {
    value.text().starts_with(prefix.text())
}

/// A field whose claim may be absent.
#[diagnostic::on_unimplemented(
    message = "a claim of type `{Self}` is always there, so that `forbidden` refuses every token",
    label = "not an `Option`",
    note = "use `Option<{Self}>`"
)]
pub trait Absentable {
    /// Whether the claim is there.
    fn is_given(&self) -> bool;
}

impl<T> Absentable for Option<T> {
    fn is_given(&self) -> bool {
        self.is_some()
    }
}

/// Whether a field that must be empty is.
#[inline]
pub fn is_not_given<T: Absentable>(field: &T) -> bool {
    !field.is_given()
}

/// Whether a field that must be empty is not.
#[inline]
pub fn is_given<T: Absentable>(field: &T) -> bool {
    field.is_given()
}
