//! CHECK: each claim has one name, and each name one field.

use crate::base::errors::{Errors, refuse};
use crate::base::registered::Registered;
use crate::model::{Field, Model};

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    let reserved = model.generics.lifetimes().filter(|parameter| parameter.lifetime.ident == "de");
    refuse!(errors, each reserved => "lifetime `'de` is reserved; rename it");
    for (nth, field) in model.claim_fields().enumerate() {
        if let Some(first) = model.claim_fields().take(nth).find(|first| first.wire_name == field.wire_name) {
            for one in [first, field] {
                refuse!(errors, one.ident => "duplicate claim name `{}`; fields `{}` and `{}` both use it",
                    field.wire_name, first.ident, field.ident);
            }
        }
        if let (Some(name), Some(rename)) = (&field.claim.name, field.serde.text("rename"))
            && name.value() != rename.value()
        {
            refuse!(errors, name => "the claim is also renamed `{}` for serde; keep one name", rename.value());
        }
    }
    model.fields.iter().for_each(|field| aliases(model, field, errors));
}

fn aliases(model: &Model<'_>, field: &Field<'_>, errors: &mut Errors) {
    for alias in field.aliases() {
        let text = alias.value();
        if let Some(registered) = field.registered {
            refuse!(errors, alias =>
                "`alias` would let `{text}` replace registered claim `{}`; remove the alias", registered.name());
        } else if Registered::from_name(&text).is_some() {
            refuse!(errors, alias =>
                "`alias` would take registered claim `{text}`; use `#[claim(name = \"{text}\")]`");
        } else if text == field.wire_name {
            refuse!(errors, alias => "the claim has this name already; remove the alias");
        } else if model.fields.iter().any(|other| other.ident != field.ident && other.wire_name == text) {
            refuse!(errors, alias => "another field is already claim `{text}`; remove the alias");
        }
    }
}
