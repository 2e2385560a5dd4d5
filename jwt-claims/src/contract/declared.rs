//! What a claims type declares, whatever token it is read from.

use super::fields::Fields;
use crate::error::findings::Findings;
use crate::policy::{Policy, RuleSpec};
use crate::rules::seen::Seen;

/// What does not depend on the lifetime of a token.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a claims type",
    note = "put `#[derive(jwt_claims::Claims)]` on the struct"
)]
pub trait Declared {
    const SPEC: &'static Policy;

    /// Its own rules, in the order of their numbers.
    const RULES: &'static [RuleSpec] = &[];

    /// Those that it adds to claims of the type that it extends.
    const ADDED: &'static [RuleSpec] = &[];

    /// [`Extension`](crate::contract::extends::Extension) of the type that it extends, or
    /// [`Alone`](crate::contract::extends::Alone).
    type Relation;

    /// Its fields, for the types that extend it.
    const FIELDS: &'static Fields = &Fields::NONE;

    /// How many members its parts note, those of its base included.
    const NOTED: u32 = 0;

    /// Whether it refuses claims that it has no field for.
    const CLOSED: bool = false;

    /// What its rules compare with that is known only at run time; `()` where
    /// there is nothing such. `'c` is how long a context may borrow.
    type Context<'c>: ?Sized;

    /// The rules on fields, then the checks over the whole.
    fn check(&self, cx: &Self::Context<'_>, seen: Seen, found: &mut Findings);
}

/// A claims type without `#[claims(context = ...)]`: all that it demands is
/// known when it is compiled. Implemented by itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` needs a context",
    label = "declared with `#[claims(context = ...)]`",
    note = "give it one: `token.verify_with::<{Self}>(&context)`, `token.explain_with::<{Self}>(&context)`, `issuer.issue_with(&claims, &context)`"
)]
pub trait ContextFree: for<'c> Declared<Context<'c> = ()> {}

#[diagnostic::do_not_recommend]
impl<C: for<'c> Declared<Context<'c> = ()>> ContextFree for C {}
