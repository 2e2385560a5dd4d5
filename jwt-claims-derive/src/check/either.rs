//! CHECK: `either(...)` names fields with rules that an absent claim breaks,
//! and each field once.

use syn::ext::IdentExt;

use crate::base::errors::{Errors, refuse};
use crate::base::suggest::suggest_of;
use crate::model::Model;

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    let mut named: Vec<String> = Vec::new();
    for name in model.claims.either.iter().flatten() {
        let text = name.unraw().to_string();
        let rules = match (model.field(name), model.added(name)) {
            (Some(field), _) => &field.claim.rules,
            (None, Some((_, added))) => &added.rules,
            (None, None) => {
                let hint = match &model.base {
                    Some(_) => {
                        format!("; for one of the extended type add rules: `rules({text}(any_of = [...]))`")
                    }
                    None => suggest_of(&text, &model.field_names()),
                };
                refuse!(errors, name => "`{text}` is not a field of the struct{hint}");
                continue;
            }
        };
        if named.contains(&text) {
            refuse!(errors, name => "`{text}` is named twice; a field can be in one `either` only");
        } else if rules.is_empty() {
            refuse!(errors, name => "field `{text}` has no rules that could be met; give it one with \
            `#[claim(...)]`");
        } else if let Some(span) = rules.if_present {
            refuse!(errors, span => "`if_present` lets an absent `{text}` pass, and `either` with it; remove it");
        } else if !rules.must_be_present() {
            refuse!(errors, name =>
                "an absent `{text}` meets its rules, and `either` with them; add a rule that needs the claim");
        }
        named.push(text);
    }
}
