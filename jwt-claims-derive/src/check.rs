//! CHECK: contradictions, reported at the tokens that cause them.

pub(crate) mod confirmation;
mod context;
mod contradictions;
mod either;
mod extends;
mod field;
mod forbidden;
mod names;
mod nested;
mod path;
pub(crate) mod rules;
mod serde;
mod typ;
mod whole;

use crate::base::errors::Errors;
use crate::model::Model;

pub(crate) fn check(model: &Model<'_>, errors: &mut Errors) {
    names::check(model, errors);
    whole::check(model, errors);
    typ::check(model, errors);
    confirmation::check(model, errors);
    path::check(model, errors);
    either::check(model, errors);
    nested::check(model, errors);
    extends::check(model, errors);
    context::check(model, errors);
    forbidden::check(model, errors);
    serde::check(model, errors);
    rules::slots(model, errors);
    for field in &model.fields {
        field::check(model, field, errors);
        for rules in field.rule_lists() {
            contradictions::check(model, field, rules, errors);
            rules::check(rules, field.registered, errors);
        }
    }
    model.claims.added.iter().for_each(|added| rules::check(&added.rules, None, errors));
}
