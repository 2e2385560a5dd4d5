//! Which value a rule checks, and how it is compared with the rule's values.

use std::rc::Rc;
use std::sync::Arc;

/// A field for rules: the value inside an `Option`, or the field itself. The inherent
/// method has precedence over the trait's (autoref specialization), so no type is
/// recognized by its name.
#[derive(Debug)]
pub struct Probe<'a, T: ?Sized>(pub &'a T);

impl<'a, T> Probe<'a, Option<T>> {
    /// The value inside the `Option`.
    #[must_use]
    pub fn value(self) -> Option<&'a T> {
        self.0.as_ref()
    }
}

/// See [`Probe`].
pub trait Whole<'a> {
    /// The field's type.
    type Value: ?Sized;
    /// The field.
    fn value(self) -> Option<&'a Self::Value>;
}

impl<'a, T: ?Sized> Whole<'a> for Probe<'a, T> {
    type Value = T;
    fn value(self) -> Option<&'a T> {
        Some(self.0)
    }
}

/// The value that a rule checks: for a `Box`, `Rc` or `Arc`, the value inside.
#[derive(Debug)]
pub struct Target<'a, T: ?Sized>(pub &'a T);

macro_rules! targets {
    ($($pointer:ident),*) => {$(
        impl<'a, T: ?Sized> Target<'a, $pointer<T>> {
            /// The value inside.
            #[must_use]
            pub fn target(self) -> &'a T { self.0 }
        }
    )*};
}
targets!(Box, Rc, Arc);

/// See [`Target`].
pub trait Direct<'a> {
    /// The type of the value.
    type Value: ?Sized;
    /// The value itself.
    fn target(self) -> &'a Self::Value;
}

impl<'a, T: ?Sized> Direct<'a> for Target<'a, T> {
    type Value = T;
    #[inline]
    fn target(self) -> &'a T {
        self.0
    }
}

/// A constant of a rule: a list of values, or one value. The inherent methods have
/// precedence over the trait's (autoref specialization).
#[derive(Debug)]
pub struct Listed<'v, T: ?Sized>(pub &'v T);

impl<'v, V, const N: usize> Listed<'v, [V; N]> {
    /// The values.
    #[inline]
    #[must_use]
    pub fn values(&self) -> &'v [V] {
        self.0
    }
}

impl<'v, V> Listed<'v, &[V]> {
    /// The values.
    #[inline]
    #[must_use]
    pub fn values(&self) -> &'v [V] {
        self.0
    }
}

impl<'v, V, const N: usize> Listed<'v, &[V; N]> {
    /// The values.
    #[inline]
    #[must_use]
    pub fn values(&self) -> &'v [V] {
        *self.0
    }
}

/// See [`Listed`].
pub trait One<'v> {
    /// The constant's type.
    type Value;
    /// The constant.
    fn values(&self) -> &'v [Self::Value];
}

impl<'v, T> One<'v> for Listed<'v, T> {
    type Value = T;
    #[inline]
    fn values(&self) -> &'v [T] {
        std::slice::from_ref(self.0)
    }
}

/// A value of a rule that claims of type `C` can be compared with.
#[diagnostic::on_unimplemented(
    message = "a claim of type `{C}` cannot be compared with `{Self}`",
    label = "`{Self}`, but the claim is `{C}`",
    note = "use a value of the claim's type, or implement `PartialEq<{Self}>` for `{C}`",
    note = "your own enum needs `#[derive(PartialEq)]`; its values are variants: `Role::Editor`",
    note = "for a claim that is a collection use `any_of`, `all_of` or `none_of`"
)]
pub trait ValueOf<C: ?Sized> {
    /// True if the claim is this value.
    fn is(&self, claim: &C) -> bool;
}

#[diagnostic::do_not_recommend]
impl<C: PartialEq<V>, V: ?Sized> ValueOf<C> for V {
    #[inline]
    fn is(&self, claim: &C) -> bool {
        claim == self
    }
}

/// The members of [`Scopes`]; the standard library has no `str == &str`.
#[diagnostic::do_not_recommend]
impl ValueOf<str> for &str {
    #[inline]
    fn is(&self, claim: &str) -> bool {
        claim == *self
    }
}

#[diagnostic::do_not_recommend]
impl ValueOf<str> for str {
    #[inline]
    fn is(&self, claim: &str) -> bool {
        claim == self
    }
}

#[diagnostic::do_not_recommend]
impl ValueOf<str> for String {
    #[inline]
    fn is(&self, claim: &str) -> bool {
        claim == self.as_str()
    }
}

#[diagnostic::do_not_recommend]
impl ValueOf<str> for std::borrow::Cow<'_, str> {
    #[inline]
    fn is(&self, claim: &str) -> bool {
        claim == self.as_ref()
    }
}

/// True if the claim, or a member, is the value.
#[inline]
pub fn is<C: ?Sized, V: ValueOf<C> + ?Sized>(claim: &C, value: &V) -> bool {
    value.is(claim)
}

/// True if the claim, or a member, is one of the values.
#[inline]
pub fn is_one_of<C: ?Sized, V: ValueOf<C>>(claim: &C, values: &[V]) -> bool {
    values.iter().any(|value| value.is(claim))
}

/// True if the value is between the bounds, inclusive. A value without an order, such
/// as NaN, is in no range.
#[inline]
pub fn range<T: PartialOrd>(value: &T, min: &T, max: &T) -> bool {
    at_least(value, min) && at_most(value, max)
}

/// True if the value is not below the bound.
#[inline]
pub fn at_least<T: PartialOrd>(value: &T, min: &T) -> bool {
    value >= min
}

/// True if the value is not above the bound.
#[inline]
pub fn at_most<T: PartialOrd>(value: &T, max: &T) -> bool {
    value <= max
}
