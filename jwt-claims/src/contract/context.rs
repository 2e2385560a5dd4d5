//! One context for a claims type and those that it is made of.

/// A context that is also that of another claims type.
#[diagnostic::on_unimplemented(
    message = "the context of this claims type is `{Part}`, and not `{Self}`",
    label = "another context",
    note = "an extension has the context of the type that it extends, and the kinds of one enum share one; `()` is none",
    note = "write the same `#[claims(context = ...)]` on each"
)]
pub trait ContextOf<Part: ?Sized> {
    #[doc(hidden)]
    fn in_part(&self) -> &Part;
}

#[diagnostic::do_not_recommend]
impl<C: ?Sized> ContextOf<C> for C {
    #[inline]
    fn in_part(&self) -> &C {
        self
    }
}

/// The context as that of an extended type, or of a variant's.
#[inline]
pub fn in_part<C: ContextOf<Part> + ?Sized, Part: ?Sized>(cx: &C) -> &Part {
    cx.in_part()
}
