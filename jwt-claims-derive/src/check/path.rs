//! CHECK: paths against each other, against the other claims and against serde.

use crate::errors::Errors;
use crate::model::{Field, Model};
use crate::path::ClaimPath;
use crate::registered::Registered;

pub(super) fn paths(model: &Model<'_>, errors: &mut Errors) {
    for (nth, field) in model.fields.iter().enumerate() {
        let path = field.claim.path.as_ref().filter(|_| field.claim.base.is_none());
        let Some(path) = path else { continue };
        beside(model, field, path, errors);
        first_segment(model, path, errors);
        let earlier = model.fields[..nth].iter().filter_map(|other| other.claim.path.as_ref());
        for other in earlier {
            let (short, long) =
                if other.segments.len() < path.segments.len() { (other, path) } else { (path, other) };
            if short.segments.len() < long.segments.len() && long.segments.starts_with(&short.segments) {
                let message = format!(
                    "the path runs through claim `{}`, which is a value here and no object; keep one",
                    short.spelling()
                );
                errors.at_span(long.span, message);
            }
        }
    }
}

/// The object must be nobody else's.
fn first_segment(model: &Model<'_>, path: &ClaimPath, errors: &mut Errors) {
    let first = &path.segments[0];
    if model.is_token() && Registered::from_name(first).is_some() {
        let message = format!("registered claim `{first}` is no object; a path cannot lead into it");
        errors.at_span(path.span, message);
        return;
    }
    let owner = model.fields.iter().find(|other| {
        let is_named =
            other.wire_name == *first || other.serde.texts("alias").any(|alias| alias.value() == *first);
        other.claim.path.is_none() && !other.is_flattened() && !other.is_skipped() && is_named
    });
    if let Some(owner) = owner {
        let message =
            format!("field `{}` is claim `{first}` already; a path cannot lead into it", owner.ident);
        errors.at_span(path.span, message);
    }
}

/// What cannot stand beside a path.
fn beside(model: &Model<'_>, field: &Field<'_>, path: &ClaimPath, errors: &mut Errors) {
    if field.is_forbidden() {
        let message =
            "`forbidden` cannot tell an absent claim from `null` inside an object; use `check` on the struct";
        errors.at_span(path.span, message);
    }
    if let Some(name) = &field.claim.name {
        errors.at(name, "`path` ends with the claim's name already; remove `name`");
    }
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
        if let Some(span) = field.serde.span_of(&[key]) {
            errors.at_span(span, format!("`{key}` cannot stand beside `path`: {reason}"));
        }
    }
    if model.serde.has("default") {
        let reason = "would hide that the claim is absent; take `Option`s and remove it";
        errors.at_span(
            path.span,
            format!("`path` cannot be used here: the struct's `#[serde(default)]` {reason}"),
        );
    }
}
