//! Claims types that extend another. The policy of the base applies, and additions make
//! it stricter.

use super::declared::Declared;

/// A claims type that extends another: `struct AdminAccess(Access)`, or a
/// struct with a field `#[claim(base)]`.
///
/// The derive implements it. An implementation by hand does not compile, because the
/// derive declares which type is extended, if any.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not extend a claims type",
    note = "extend one with `struct {Self}(Base);`, or with a field `#[claim(base)]`"
)]
pub trait Extends: Declared<Relation = Extension<<Self as Extends>::Base>> {
    /// The claims type that it extends.
    type Base;

    /// Returns the claims of the base.
    fn into_base(self) -> Self::Base;
}

/// The relation of a claims type that extends `Base`.
#[doc(hidden)]
#[derive(Debug)]
pub struct Extension<Base>(std::marker::PhantomData<Base>);

/// The relation of a claims type that extends no other.
#[doc(hidden)]
#[derive(Debug)]
pub enum Alone {}
