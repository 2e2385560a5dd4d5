//! CHECK: objects among the claims: what only a whole token can have, and what
//! a struct inside another cannot know.

use syn::spanned::Spanned;

use crate::base::errors::{Errors, refuse};
use crate::model::{Field, Model};
use crate::syntax::attributes::find;

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    let nested = model.fields.iter().filter(|field| field.claim.rules.is_nested());
    let unnamed = nested.map(|field| field.ty).filter(|ty| model.names_parameter(ty));
    refuse!(errors, each unnamed.map(Spanned::span) =>
        "`nested` needs a type that the policy can name: no type parameter, and not `Self`");
    if model.is_token() {
        return;
    }
    let is_of_token = |name: &str| find(name).is_some_and(|attribute| attribute.is_of_token);
    let of_struct = model.claims.names.iter().filter(|name| is_of_token(&name.to_string()));
    let of_struct = of_struct.map(|name| (name.to_string(), name.span()));
    let added = model.claims.added.iter().map(|added| ("rules".to_owned(), added.field.span()));
    let base = model.fields.iter().filter_map(|field| Some(("base".to_owned(), field.claim.base?)));
    for (name, span) in of_struct.chain(added).chain(base) {
        refuse!(errors, span =>
            "`{name}` is about a whole token; it belongs on the struct that derives `Claims`");
    }
    model.fields.iter().for_each(|field| defaults(model, field, errors));
}

/// Only the outermost object knows which claims were present.
fn defaults(model: &Model<'_>, field: &Field<'_>, errors: &mut Errors) {
    if field.claim.rules.forbids() {
        refuse!(errors, field.ident =>
            "`forbidden` cannot tell an absent claim from `null` inside an object; use `check` on the object");
    } else if model.needs_slot(field) {
        let span = field.serde.span_of(&["default"]).unwrap_or_else(|| field.ident.span());
        refuse!(errors, span =>
            "a default would hide that the claim is absent from its rules; take an `Option`");
    }
}
