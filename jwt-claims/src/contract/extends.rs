//! Claims types that extend another: everything that the base demands holds,
//! and what is added can only narrow it.

use super::declared::Declared;

/// A claims type that extends another: `struct AdminAccess(Access)`, or a
/// struct with a field `#[claim(base)]`.
///
/// The derive writes it. An impl written by hand does not compile: the claims
/// type says itself which type it extends, if any.
#[diagnostic::on_unimplemented(
    message = "`{Self}` extends no claims type",
    note = "extend one with `struct {Self}(Base);`, or with a field `#[claim(base)]`"
)]
pub trait Extends: Declared<Relation = Extension<<Self as Extends>::Base>> {
    /// The claims type whose policy it inherits.
    type Base;

    /// The base's claims.
    fn into_base(self) -> Self::Base;
}

/// How a claims type that extends `Base` is related to it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Extension<Base>(std::marker::PhantomData<Base>);

/// The relation of a claims type that extends none.
#[doc(hidden)]
#[derive(Debug)]
pub enum Alone {}
