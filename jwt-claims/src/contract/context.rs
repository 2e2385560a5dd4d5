//! The context of a claims type and of its parts.

/// A context that another claims type has, too.
#[diagnostic::on_unimplemented(
    message = "the context of this claims type is `{Part}`, not `{Self}`",
    label = "another context",
    note = "an extension must have the context of its base, and the variants of an enum the same context; \
        `()` means no context",
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

/// The context for an extended type or a variant.
#[inline]
pub fn in_part<C: ContextOf<Part> + ?Sized, Part: ?Sized>(cx: &C) -> &Part {
    cx.in_part()
}
