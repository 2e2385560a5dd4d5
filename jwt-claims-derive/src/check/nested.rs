//! CHECK: objects among the claims: what belongs to a whole token only, and
//! what a struct inside another cannot know.

use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::expand::names_parameter;
use crate::model::{Field, Model};
use crate::rule::Demand;

pub(super) fn place(model: &Model<'_>, errors: &mut Errors) {
    for field in &model.fields {
        let is_nested = field.claim.rules.iter().any(|rule| matches!(rule.demand, Demand::Nested));
        if is_nested && names_parameter(model, field.ty) {
            let message = "`nested` needs a type that the policy can name: no type parameter, and not `Self`";
            errors.at_span(field.ty.span(), message);
        }
        if !model.is_token() {
            defaults(model, field, errors);
        }
    }
    if model.is_token() {
        return;
    }
    let claims = &model.claims;
    let of_a_token = [
        ("issuer", claims.issuer.first().map(Spanned::span)),
        ("audience", claims.audience.first().map(Spanned::span)),
        ("typ", claims.typ.as_ref().map(Spanned::span)),
        ("leeway", claims.leeway.map(|value| value.span)),
        ("ttl", claims.ttl.map(|value| value.span)),
        ("max_age", claims.max_age.map(|value| value.span)),
        ("max_lifetime", claims.max_lifetime.map(|value| value.span)),
        ("required", claims.required.first().map(|(_, span)| *span)),
        ("optional", claims.optional.first().map(|(_, span)| *span)),
        ("unchecked", claims.unchecked.first().map(|(_, span)| *span).or(claims.unchecked_confirmation)),
        ("forbidden", claims.forbidden.first().map(|(_, span)| *span)),
        ("forbidden", claims.forbidden_names.first().map(|(_, span)| *span)),
        ("context", claims.context.as_ref().map(Spanned::span)),
        ("rules", claims.added.first().map(|added| added.field.span())),
        ("base", model.fields.iter().find_map(|field| field.claim.base)),
    ];
    for (name, span) in of_a_token {
        if let Some(span) = span {
            let message =
                format!("`{name}` is about a whole token; it belongs on the struct that derives `Claims`");
            errors.at_span(span, message);
        }
    }
}

/// Only the outermost object tells which claims were there.
fn defaults(model: &Model<'_>, field: &Field<'_>, errors: &mut Errors) {
    if field.is_forbidden() {
        let message =
            "`forbidden` cannot tell an absent claim from `null` inside an object; use `check` on the object";
        errors.at(field.ident, message);
    } else if field.must_be_noted(model) {
        let message = "a default would hide that the claim is absent from its rules; take an `Option`";
        let span = field.serde.span_of(&["default"]).unwrap_or_else(|| field.ident.span());
        errors.at_span(span, message);
    }
}
