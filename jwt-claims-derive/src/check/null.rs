//! CHECK: `null` stands where a claim could be written as `null`.

use crate::errors::Errors;
use crate::model::{Field, Model};

pub(super) fn null(model: &Model<'_>, field: &Field<'_>, errors: &mut Errors) {
    let Some(span) = field.claim.null else { return };
    let has = |key| field.serde.has(key);
    let reason = if !model.is_token() {
        "inside an object `None` is written as serde has it"
    } else if field.is_flattened() {
        "a flattened field is no claim of its own"
    } else if field.claim.path.is_some() {
        "an absent claim is not written into its object"
    } else if field.registered.is_some() {
        "a registered claim that is `null` is refused"
    } else if field.is_forbidden() {
        "the claim must not be there, not even as `null`"
    } else if has("skip") || has("skip_serializing") || model.claims.verify_only {
        "the claim is never written"
    } else if has("skip_serializing_if") {
        "`skip_serializing_if` leaves the claim out"
    } else {
        return;
    };
    errors.at_span(span, format!("{reason}; remove `null`"));
}
