//! CHECK: `data`, which waives the policy or the rules of a field's type.

use crate::errors::Errors;
use crate::model::Field;
use crate::rule::Demand;

pub(super) fn field(field: &Field<'_>, errors: &mut Errors) {
    let Some(span) = field.claim.data else { return };
    let is_nested = field.claim.rules.iter().any(|rule| matches!(rule.demand, Demand::Nested));
    if field.claim.base.is_some() {
        errors.at_span(span, "`data` ignores the policy that `base` inherits; keep one");
    } else if is_nested {
        errors.at_span(span, "`data` ignores the rules that `nested` checks; keep one");
    } else if field.is_skipped() {
        errors.at_span(span, "a `#[serde(skip)]` field never comes from the token; remove `data`");
    }
}
