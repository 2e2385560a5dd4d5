//! CHECK: what an extension must not declare.

use crate::attr::field::ClaimAttr;
use crate::base::errors::{Errors, refuse};
use crate::base::registered::CONFIRMATION;
use crate::model::Model;

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    let claims = &model.claims;
    let bases = || model.fields.iter().filter(|field| field.is_base());
    let has_own = |ClaimAttr { rules, name, path, .. }: &ClaimAttr| {
        !rules.is_empty() || rules.if_present.is_some() || name.is_some() || path.is_some()
    };
    refuse!(errors, each bases().filter(|field| has_own(&field.claim)).map(|field| field.ident) =>
        "the extended type has no rules and no name of its own; write `#[claims(rules(field(...)))]` on \
         the struct");
    refuse!(errors, each bases().nth(1).map(|field| field.ident) =>
        "a claims type extends one other; put the rest into fields of its own");
    if model.base.is_none() {
        refuse!(errors, each claims.added.iter().map(|added| &added.field) =>
            "`rules(...)` adds to the claims of an extended type, but none is extended here; \
             write `#[claim(...)]` on the field, or mark the extended type with `#[claim(base)]`");
        return;
    }
    let optional = claims.optional.iter().map(|(claim, span)| ("optional", claim.name(), *span));
    let unchecked = claims.unchecked.iter().map(|(claim, span)| ("unchecked", claim.name(), *span));
    let confirmation = claims.unchecked_confirmation.map(|span| ("unchecked", CONFIRMATION, span));
    for (name, claim, span) in optional.chain(unchecked).chain(confirmation) {
        refuse!(errors, span =>
            "an extension can only be stricter; write `{name}({claim})` on the type that is extended");
    }
    if let (Some((name, span)), false) = (claims.forbidden_names.first(), claims.verify_only) {
        refuse!(errors, *span => "the extended type could write `{name}`; add `verify_only`");
    }
    if model.generics.type_params().next().is_some() || model.generics.const_params().next().is_some() {
        refuse!(errors, &model.generics.params =>
            "a type that extends another takes no parameters but lifetimes");
    }
    let of_fields = model.serde.span_of(&["rename_all", "default", "deny_unknown_fields"]);
    refuse!(errors, each of_fields.filter(|_| !model.has_further_fields()) =>
        "there are no further fields to which this could apply; remove it");
}
