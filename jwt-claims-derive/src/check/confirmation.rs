//! CHECK: `cnf`, which makes a token useless without a proof (RFC 7800).

use crate::base::errors::{Errors, refuse};
use crate::base::registered::CONFIRMATION;
use crate::base::types::is_called;
use crate::model::{Field, Model};
use crate::syntax::rule::RuleKind;

/// A type that reads or writes the claim says that a proof is checked elsewhere.
pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    let claims = &model.claims;
    let by_field = |field: &Field<'_>| field.wire_name == CONFIRMATION && is_always_forbidden(field);
    let is_forbidden = claims.forbidden_names.iter().any(|(name, _)| name == CONFIRMATION)
        || model.fields.iter().any(by_field);
    refuse!(errors, each claims.unchecked_confirmation.filter(|_| is_forbidden) =>
        "`unchecked(cnf)` conflicts with `forbidden`; keep one");
    // only the compiler knows what an extended type declares
    if claims.unchecked_confirmation.is_some() || !model.is_token() || model.base.is_some() {
        return;
    }
    let fields = model.fields.iter().filter(|field| is_confirmation(field));
    refuse!(errors, each fields.map(|field| field.ident) =>
        "a token with `cnf` is bound to a key, and is refused because nothing checks a proof of that key; \
         give the field the type `jwt_claims::dpop::Confirmation` for tokens behind a guard with DPoP, check the proof \
         yourself and write `#[claims(unchecked(cnf))]`, or forbid the claim with `#[claim(forbidden)]`");
}

/// Whether the field reads or writes `cnf`, or something in it, for a proof that the user checks.
/// Of tokens with `jwt_claims::dpop::Confirmation`, a guard checks it; without one they are
/// refused.
pub(crate) fn is_confirmation(field: &Field<'_>) -> bool {
    match &field.claim.path {
        Some(_) => takes_confirmation(field),
        None => takes_confirmation(field) && !is_called(field.ty, "Confirmation"),
    }
}

/// Whether the field reads or writes `cnf`, or something in it. Those of a flattened struct are not
/// known here.
pub(crate) fn takes_confirmation(field: &Field<'_>) -> bool {
    if field.is_flattened() || field.serde.has("skip") {
        return false;
    }
    match &field.claim.path {
        Some(path) => path.segments[0] == CONFIRMATION,
        None => field.names().any(|name| name == CONFIRMATION) && !is_always_forbidden(field),
    }
}

fn is_always_forbidden(field: &Field<'_>) -> bool {
    field.claim.rules.groups[0].rules.iter().any(|rule| matches!(rule.kind, RuleKind::Forbidden))
}
