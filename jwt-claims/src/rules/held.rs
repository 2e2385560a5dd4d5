//! Claims against what a context holds, and claims that must not be there.

use std::rc::Rc;
use std::sync::Arc;

use super::compare::ValueOf;
use super::shape::{Members, Text};

/// A value of the context: behind a `Box`, `Rc` or `Arc`, what it points to.
/// By traits alone: on a mistyped field an inherent method would add an error.
#[derive(Debug)]
pub struct Held<'a, T: ?Sized>(pub &'a T);

/// See [`Held`].
pub trait Pointing<'a> {
    /// What the pointer points to.
    type Value: ?Sized;
    /// What the pointer points to.
    fn held(&self) -> &'a Self::Value;
}

macro_rules! pointing {
    ($($pointer:ident),*) => {$(
        impl<'a, T: ?Sized> Pointing<'a> for Held<'a, $pointer<T>> {
            type Value = T;
            #[inline]
            fn held(&self) -> &'a T { self.0 }
        }
    )*};
}
pointing!(Box, Rc, Arc);

/// See [`Held`]; tried where [`Pointing`] is not there, for the reference.
pub trait Plain<'a> {
    /// The value's type.
    type Value: ?Sized;
    /// The value itself.
    fn held(&self) -> &'a Self::Value;
}

impl<'a, T: ?Sized> Plain<'a> for &Held<'a, T> {
    type Value = T;
    #[inline]
    fn held(&self) -> &'a T {
        self.0
    }
}

/// Whether the claim, or a member, is among the values that the context holds.
#[inline]
pub fn is_held<C: ?Sized, L: Members + ?Sized>(claim: &C, values: &L) -> bool
where
    L::Member: ValueOf<C>,
{
    values.members().any(|value| value.is(claim))
}

/// Whether all values that the context holds are `there`.
#[inline]
pub fn all_held<L: Members + ?Sized>(values: &L, there: impl FnMut(&L::Member) -> bool) -> bool {
    values.members().all(there)
}

/// A text of the context.
#[inline]
pub fn text<T: Text + ?Sized>(value: &T) -> &str {
    value.text()
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

/// Whether a field that must be empty is not.
#[inline]
pub fn is_given<T: Absentable>(field: &T) -> bool {
    field.is_given()
}
