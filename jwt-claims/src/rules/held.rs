//! Rules that compare with a context, and forbidden claims.

use std::rc::Rc;
use std::sync::Arc;

use super::compare::ValueOf;
use super::shape::{Members, Text};

/// A value of the context: for a `Box`, `Rc` or `Arc`, the value inside. It uses traits
/// alone, because an inherent method would add an error for a field of a wrong type.
#[derive(Debug)]
pub struct Held<'a, T: ?Sized>(pub &'a T);

/// See [`Held`].
pub trait Pointing<'a> {
    /// The value inside.
    type Value: ?Sized;
    /// The value inside.
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

/// See [`Held`]; used if the type does not implement [`Pointing`].
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

/// True if the claim, or a member, is one of the values of the context.
#[inline]
pub fn is_held<C: ?Sized, L: Members + ?Sized>(claim: &C, values: &L) -> bool
where
    L::Member: ValueOf<C>,
{
    values.members().any(|value| value.is(claim))
}

/// True if each value of the context is `there`.
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
    message = "a claim of type `{Self}` is always present, so `forbidden` would refuse every token",
    label = "not an `Option`",
    note = "use `Option<{Self}>`"
)]
pub trait Absentable {
    /// True if the claim is present.
    fn is_given(&self) -> bool;
}

impl<T> Absentable for Option<T> {
    fn is_given(&self) -> bool {
        self.is_some()
    }
}

/// True if a `forbidden` field has a value.
#[inline]
pub fn is_given<T: Absentable>(field: &T) -> bool {
    field.is_given()
}
