//! CHECK: serde's attributes against ours.

use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::expand::is_option;
use crate::model::{Field, Model};

pub(super) fn whole(model: &Model<'_>, errors: &mut Errors) {
    let flattened = model.fields.iter().find(|field| field.is_flattened());
    if let (true, Some(field)) = (model.serde.has("deny_unknown_fields"), flattened) {
        let message = match field.claim.base {
            None => "`flatten` cannot be honoured beside `deny_unknown_fields`; remove one of them",
            Some(_) => {
                "`deny_unknown_fields` would refuse the claims of the extended type, which is read by itself; remove it, \
                 or write all fields into one struct"
            }
        };
        errors.at(field.ident, message);
    }
}

pub(super) fn field(model: &Model<'_>, field: &Field<'_>, errors: &mut Errors) {
    let must_be_present = field.must_be_present() && !model.is_alternative(field);
    if let Some(name) =
        field.claim.name.as_ref().filter(|_| field.is_flattened() && field.claim.base.is_none())
    {
        errors.at(name, "a flattened field has no name of its own in the token; remove `name`");
    }
    if field.is_flattened() && !field.claim.rules.is_empty() && field.claim.base.is_none() {
        errors.at(field.ident, "rules cannot apply to a flattened field; put them on the fields of its type");
    }
    let has_codec = ["with", "deserialize_with"].iter().any(|key| field.serde.has(key));
    if field.is_flattened() && !has_codec && is_option(field.ty) {
        let message = "a flattened `Option` reads a wrong type as `None`; flatten the type itself and make its fields \
                       `Option`, or write `#[claim(path = \"...\")]`";
        errors.at_span(field.ty.span(), message);
    }
    let keys = ["skip", "skip_deserializing"];
    if let Some(span) = field.serde.span_of(&keys).filter(|_| !field.claim.rules.is_empty()) {
        errors.at_span(span, "a `#[serde(skip)]` field never comes from the token; remove its rules");
    }
    if field.serde.has("skip_deserializing") != field.serde.has("skip_serializing")
        && !field.serde.has("skip")
    {
        let span = field.serde.span_of(&["skip_deserializing", "skip_serializing"]);
        if let Some(span) = span.filter(|_| field.registered.is_some() || must_be_present) {
            errors.at_span(
                span,
                format!(
                    "claim `{}` would be read but not written, or written but not read; use `skip`",
                    field.wire_name
                ),
            );
        }
    }
    let required = field.registered.is_some_and(|claim| model.requires(claim));
    let dropping = field.serde.span_of(&["skip_serializing_if"]).filter(|_| !required);
    if let Some(span) = dropping.filter(|_| must_be_present) {
        let message = format!(
            "`skip_serializing_if` could drop required claim `{}`; remove one of them, or add `if_present`",
            field.wire_name
        );
        errors.at_span(span, message);
    }
}
