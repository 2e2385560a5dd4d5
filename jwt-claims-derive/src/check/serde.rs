//! CHECK: serde's attributes against ours.

use syn::spanned::Spanned;

use crate::attr::whole::lists;
use crate::base::errors::{Errors, refuse};
use crate::base::types::is_option;
use crate::model::{Field, Model};

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    let flattened = model.fields.iter().find(|field| field.is_flattened());
    if let (true, Some(field)) = (model.serde.has("deny_unknown_fields"), flattened) {
        errors.at(field.ident, match field.claim.base {
            None => "`flatten` does not work beside `deny_unknown_fields`; remove one of them",
            Some(_) => {
                "`deny_unknown_fields` would refuse the claims of the extended type, which is read by itself; \
                 remove it, or write all fields into one struct"
            }
        });
    }
    for field in &model.fields {
        if field.is_flattened() && !field.is_base() {
            flatten(field, errors);
        }
        direction(model, field, errors);
    }
}

fn flatten(field: &Field<'_>, errors: &mut Errors) {
    refuse!(errors, each &field.claim.name =>
        "a flattened field has no name of its own in the token; remove `name`");
    if !field.claim.rules.is_empty() {
        refuse!(errors, field.ident =>
            "rules cannot apply to a flattened field; put them on the fields of its type");
    }
    if !field.has_codec() && is_option(field.ty) {
        refuse!(errors, field.ty.span() =>
            "a flattened `Option` reads a wrong type as `None`; flatten the type itself and make its fields \
             `Option`, or write `#[claim(path = \"...\")]`");
    }
}

/// A claim is read and written, or neither.
fn direction(model: &Model<'_>, field: &Field<'_>, errors: &mut Errors) {
    let must_be_present = field.claim.rules.must_be_present() && !model.is_alternative(field);
    let never_read = field.serde.span_of(&["skip", "skip_deserializing"]);
    refuse!(errors, each never_read.filter(|_| !field.claim.rules.is_empty()) =>
        "a `#[serde(skip)]` field never comes from the token; remove its rules");
    let has = |key| field.serde.has(key);
    let is_half = !has("skip") && has("skip_deserializing") != has("skip_serializing");
    let half = field.serde.span_of(&["skip_deserializing", "skip_serializing"]);
    refuse!(errors, each half.filter(|_| is_half && (field.registered.is_some() || must_be_present)) =>
        "claim `{}` would be read but not written, or written but not read; use `skip`", field.wire_name);
    let is_required = field.registered.is_some_and(|claim| lists(&model.claims.required, claim));
    let may_be_left_out = field.serde.span_of(&["skip_serializing_if"]);
    refuse!(errors, each may_be_left_out.filter(|_| must_be_present && !is_required) =>
        "`skip_serializing_if` could drop required claim `{}`; remove one of them, or add `if_present`",
        field.wire_name);
}
