//! The context of a claims type and of its parts.

/// For a claims type with a context.
#[doc(hidden)]
#[derive(Debug)]
pub enum Own {}

/// For a claims type without a context: it can be part of a type with any context.
#[doc(hidden)]
#[derive(Debug)]
pub enum Free {}

/// A context that another claims type has, too, or one for a type that needs none.
#[diagnostic::on_unimplemented(
    message = "the context of this claims type is `{Part}`, not `{Self}`",
    label = "another context",
    note = "an extension must have the context of its base, if the base has one, and the variants of an enum the \
        context of its first variant, or none; `()` means no context",
    note = "write the same `#[claims(context = ...)]` on each"
)]
pub trait ContextOf<Part: ?Sized, Needs> {
    #[doc(hidden)]
    fn in_part(&self) -> &Part;
}

#[diagnostic::do_not_recommend]
impl<C: ?Sized> ContextOf<C, Own> for C {
    #[inline]
    fn in_part(&self) -> &C {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<C: ?Sized> ContextOf<(), Free> for C {
    #[inline]
    fn in_part(&self) -> &() {
        &()
    }
}

/// The context for an extended type or a variant.
#[inline]
pub fn in_part<C: ContextOf<Part, Needs> + ?Sized, Part: ?Sized, Needs>(cx: &C) -> &Part {
    cx.in_part()
}
