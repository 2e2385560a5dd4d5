//! CHECK: paths against each other, against the other claims and against serde.

use crate::base::errors::{Errors, refuse};
use crate::base::registered::Registered;
use crate::model::{Field, Model};
use crate::syntax::path::ClaimPath;

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    for (nth, field) in model.fields.iter().enumerate() {
        let Some(path) = field.claim.path.as_ref().filter(|_| !field.is_base()) else { continue };
        conflicts(model, field, path, errors);
        first_segment(model, path, errors);
        for other in model.fields[..nth].iter().filter_map(|other| other.claim.path.as_ref()) {
            let is_longer = other.segments.len() < path.segments.len();
            let (short, long) = if is_longer { (other, path) } else { (path, other) };
            if short.segments.len() < long.segments.len() && long.segments.starts_with(&short.segments) {
                refuse!(errors, long.span =>
                    "the path runs through claim `{}`, which is a value here and not an object; keep one",
                    short.spelling());
            }
        }
    }
}

/// The object must belong to no other field.
fn first_segment(model: &Model<'_>, path: &ClaimPath, errors: &mut Errors) {
    let first = &path.segments[0];
    if model.is_token() && Registered::from_name(first).is_some() {
        refuse!(errors, path.span => "registered claim `{first}` is not an object; a path cannot lead into it");
        return;
    }
    let is_owner =
        |other: &&Field<'_>| other.claim.path.is_none() && other.names().any(|name| name == *first);
    if let Some(owner) = model.claim_fields().find(is_owner) {
        refuse!(errors, path.span =>
            "field `{}` is claim `{first}` already; a path cannot lead into it", owner.ident);
    }
}

/// What cannot be used beside a path.
fn conflicts(model: &Model<'_>, field: &Field<'_>, path: &ClaimPath, errors: &mut Errors) {
    if field.claim.rules.forbids() {
        refuse!(errors, path.span =>
            "`forbidden` cannot tell an absent claim from `null` inside an object; use `check` on the struct");
    }
    refuse!(errors, each &field.claim.name => "`path` ends with the claim's name already; remove `name`");
    let conflicts = [
        ("rename", "the path ends with the claim's name already"),
        ("alias", "a path leads to one place"),
        ("flatten", "a flattened field has no place of its own"),
        ("skip", "the claim would never be read"),
        ("skip_deserializing", "the claim would never be read"),
        ("skip_serializing", "the claim would never be written"),
        ("default", "a default would hide that the claim is absent; take an `Option`"),
    ];
    for (key, reason) in conflicts {
        refuse!(errors, each field.serde.span_of(&[key]) => "`{key}` cannot be used beside `path`: {reason}");
    }
    if model.serde.has("default") {
        refuse!(errors, path.span =>
            "`path` cannot be used here: the struct's `#[serde(default)]` would hide that the claim is absent; \
             take `Option`s and remove it");
    }
}
