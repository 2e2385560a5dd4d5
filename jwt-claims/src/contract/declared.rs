//! The declarations of a claims type.

use super::fields::Fields;
use crate::error::findings::Findings;
use crate::policy::{Policy, RuleSpec};
use crate::rules::seen::Seen;

/// The part of a claims type that does not depend on a token's lifetime.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a claims type",
    note = "put `#[derive(jwt_claims::Claims)]` on the struct"
)]
pub trait Declared {
    const SPEC: &'static Policy;

    /// Its own rules. Generated code uses their indices.
    const RULES: &'static [RuleSpec] = &[];

    /// The rules that it adds to claims of the extended type.
    const ADDED: &'static [RuleSpec] = &[];

    /// [`Extension`](crate::contract::extends::Extension) of the extended type, or
    /// [`Alone`](crate::contract::extends::Alone).
    type Relation;

    /// Its fields, for the types that extend it.
    const FIELDS: &'static Fields = &Fields::NONE;

    /// The number of members whose presence its parts note, including its base.
    const NOTED: u32 = 0;

    /// True if it refuses claims without a field.
    const CLOSED: bool = false;

    /// The context of its rules; `()` for none. `'c` is the lifetime that a context may
    /// borrow.
    type Context<'c>: ?Sized;

    /// [`Own`](crate::contract::context::Own) if it has a context, its own or that of the
    /// extended type, or [`Free`](crate::contract::context::Free).
    type Needs;

    /// Checks the rules on fields, then those on the whole struct.
    fn check(&self, cx: &Self::Context<'_>, seen: Seen, found: &mut Findings);
}

/// A claims type without `#[claims(context = ...)]`. Implemented automatically.
#[diagnostic::on_unimplemented(
    message = "`{Self}` needs a context",
    label = "declared with `#[claims(context = ...)]`",
    note = "pass it: `token.verify_with::<{Self}>(&context)`, `token.explain_with::<{Self}>(&context)`, \
        `issuer.issue_with(&claims, &context)`",
    note = "in generic code, add the bound `jwt_claims::ContextFree` to the type parameter"
)]
pub trait ContextFree: for<'c> Declared<Context<'c> = ()> {}

#[diagnostic::do_not_recommend]
impl<C: for<'c> Declared<Context<'c> = ()>> ContextFree for C {}
