//! CHECK: `data`, `date` and `null`, against the rest of their field.

use crate::base::errors::{Errors, refuse};
use crate::base::registered::Registered;
use crate::model::{Field, Model};

pub(super) fn check(model: &Model<'_>, field: &Field<'_>, errors: &mut Errors) {
    let has = |key| field.serde.has(key);
    let is_one_number = field.registered != Some(Registered::Aud) && !field.is_flattened();
    let against_date = [
        (
            !is_one_number || field.claim.rules.is_nested(),
            "`date` is for a claim that is one number; remove it",
        ),
        (field.registered.is_some_and(Registered::is_time), "the claim is a date anyway; remove `date`"),
        (field.has_codec(), "`date` and serde's attribute both say how the claim is read; keep one"),
    ];
    let against_data = [
        (field.is_base(), "`data` ignores the policy that `base` inherits; keep one"),
        (field.claim.rules.is_nested(), "`data` ignores the rules that `nested` checks; keep one"),
        (field.is_skipped(), "a `#[serde(skip)]` field never comes from the token; remove `data`"),
    ];
    let against_null = [
        (!model.is_token(), "inside an object `None` is written as serde writes it"),
        (field.is_flattened(), "a flattened field is not a claim of its own"),
        (field.claim.path.is_some(), "an absent claim is not written into its object"),
        (field.registered.is_some(), "a registered claim that is `null` is refused"),
        (field.claim.rules.forbids(), "the claim must not be in the token, not even as `null`"),
        (has("skip") || has("skip_serializing") || model.claims.verify_only, "the claim is never written"),
        (has("skip_serializing_if"), "`skip_serializing_if` leaves the claim out"),
    ];
    if let Some((_, reason)) = against_date.iter().find(|(applies, _)| *applies) {
        refuse!(errors, each field.claim.date => "{reason}");
    }
    if let Some((_, reason)) = against_data.iter().find(|(applies, _)| *applies) {
        refuse!(errors, each field.claim.data => "{reason}");
    }
    if let Some((_, reason)) = against_null.iter().find(|(applies, _)| *applies) {
        refuse!(errors, each field.claim.null => "{reason}; remove `null`");
    }
}
