//! CHECK: a context is declared where it is used, and is a type of its own.

use proc_macro2::Span;
use syn::Type;

use crate::base::errors::{Errors, refuse};
use crate::model::{Field, Model};
use crate::syntax::rule::{Condition, Rule, RuleKind, RuleList};
use crate::syntax::value::Value;

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    let claims = &model.claims;
    if let Some(Type::Reference(reference)) = &claims.context {
        refuse!(errors, reference => "a context is passed by reference anyway; name the type behind it");
    }
    refuse!(errors, each spans(claims.issuer.iter().chain(&claims.audience)) =>
        "issuers and audiences that are known only at run time belong to the verifier and the issuer: \
         `with_issuer`, `with_audience`");
    if claims.context.is_some() {
        return;
    }
    let of_fields = model.fields.iter().flat_map(Field::rule_lists);
    let added = claims.added.iter().map(|added| &added.rules);
    of_fields.chain(added).chain([&claims.checks]).for_each(|rules| undeclared(model, rules, errors));
}

fn undeclared(model: &Model<'_>, rules: &RuleList, errors: &mut Errors) {
    for condition in rules.groups.iter().filter_map(|group| group.condition.as_ref()) {
        if let Condition::Context(value) = condition {
            refuse!(errors, value.span => "`cx` is the context, {}", way_out(model, None));
        }
    }
    for rule in rules.rules() {
        let way_out = way_out(model, Some(rule));
        if let RuleKind::Check { path, with_context: true } = &rule.kind {
            refuse!(errors, path => "`check_with` needs the context, {way_out}, or use `check`");
        }
        refuse!(errors, each spans(rule.kind.values()) => "`cx` is the context, {way_out}");
    }
}

/// Where values are fields of the context.
fn spans<'v>(values: impl IntoIterator<Item = &'v Value>) -> impl Iterator<Item = Span> {
    values.into_iter().filter(|value| value.is_context()).map(|value| value.span)
}

/// Where to declare it.
fn way_out(model: &Model<'_>, rule: Option<&Rule>) -> String {
    let set = rule.and_then(|rule| rule.set.as_ref()).map(|set| format!(" (rule set `{set}`)"));
    let way_out = if !model.is_token() {
        "which an object among the claims does not see; compare on the struct that derives `Claims`"
    } else if model.base.is_some() {
        "and none is declared here; write `#[claims(context = MyContext)]`, the same as on the extended type if it has one"
    } else {
        "and none is declared; write `#[claims(context = MyContext)]` on the struct"
    };
    way_out.to_owned() + &set.unwrap_or_default()
}
