//! CHECK: `either(...)`: fields that exist, once, with rules that an absent
//! claim cannot meet.

use syn::ext::IdentExt;

use crate::errors::Errors;
use crate::model::Model;
use crate::suggest::suggest;

pub(super) fn eithers(model: &Model<'_>, errors: &mut Errors) {
    let mut named: Vec<String> = Vec::new();
    for name in model.claims.either.iter().flat_map(|either| &either.fields) {
        let text = name.unraw().to_string();
        let Some(field) = model.fields.iter().find(|field| field.ident.unraw() == name.unraw()) else {
            let fields: Vec<String> =
                model.fields.iter().map(|field| field.ident.unraw().to_string()).collect();
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            let hint = match &model.base {
                Some(_) => {
                    " itself; alternatives among the extended type's claims belong on that type".into()
                }
                None => suggest(&text, &fields),
            };
            errors.at(name, format!("`{text}` is no field of the struct{hint}"));
            continue;
        };
        if named.contains(&text) {
            errors.at(name, format!("`{text}` is named twice; a field stands in one `either` only"));
        } else if field.claim.rules.is_empty() {
            errors.at(
                name,
                format!("field `{text}` has no rules that could hold; give it one with `#[claim(...)]`"),
            );
        } else if let Some(span) = field.claim.if_present {
            let message =
                format!("`if_present` lets an absent `{text}` pass, and `either` with it; remove it");
            errors.at_span(span, message);
        } else if !field.must_be_present() {
            let message = format!(
                "an absent `{text}` meets its rules, and `either` with them; add a rule that needs the claim"
            );
            errors.at(name, message);
        }
        named.push(text);
    }
}
