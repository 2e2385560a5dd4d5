//! CHECK: `cnf`, with which a token is of no use without a proof (RFC 7800).

use crate::errors::Errors;
use crate::model::{Field, Model};
use crate::registered::CONFIRMATION;
use crate::rule::Demand;

const UNPROVEN: &str = "a token with `cnf` is bound to a key, and is refused because nothing checks a proof of that key; \
     check the proof yourself and write `#[claims(unchecked(cnf))]`, or forbid the claim with `#[claim(forbidden)]`";

/// Who reads or writes the claim says that a proof is checked elsewhere.
pub(super) fn confirmation(model: &Model<'_>, errors: &mut Errors) {
    let claims = &model.claims;
    if let Some(unchecked) = claims.unchecked_confirmation {
        let is_forbidden = claims.forbidden_names.iter().any(|(name, _)| name == CONFIRMATION)
            || model.fields.iter().any(|field| field.wire_name == CONFIRMATION && is_always_forbidden(field));
        if is_forbidden {
            errors.at_span(unchecked, "`unchecked(cnf)` conflicts with `forbidden`; keep one");
        }
        return;
    }
    // what an extended type says of it is known to the compiler alone
    if !model.is_token() || model.base.is_some() {
        return;
    }
    for field in model.fields.iter().filter(|field| is_confirmation(field)) {
        errors.at(field.ident, UNPROVEN);
    }
}

/// Whether the field reads or writes `cnf`, or something in it.
pub(crate) fn is_confirmation(field: &Field<'_>) -> bool {
    if field.is_flattened() || field.serde.has("skip") {
        return false;
    }
    match &field.claim.path {
        Some(path) => path.segments[0] == CONFIRMATION,
        None if field.wire_name == CONFIRMATION => !is_always_forbidden(field),
        None => field.serde.texts("alias").any(|alias| alias.value() == CONFIRMATION),
    }
}

fn is_always_forbidden(field: &Field<'_>) -> bool {
    field.claim.rules.iter().any(|rule| matches!(rule.demand, Demand::Forbidden) && rule.when.is_none())
}
