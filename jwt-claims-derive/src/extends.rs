//! A claims type that extends another: its base, and the rules that it adds to
//! the base's claims.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, Member, Token, Type, parenthesized, token};

use crate::attr::ClaimAttr;
use crate::errors::Errors;
use crate::model::{Field, Model};
use crate::registered::CONFIRMATION;
use crate::rule::Demand;
use crate::serde_attr::SerdeAttr;

/// The claims type that is extended.
pub(crate) struct Base<'i> {
    pub(crate) member: Member,
    pub(crate) ty: &'i Type,
}

/// Rules on a claim of the base: `roles(any_of = [...])`.
pub(crate) struct Added {
    pub(crate) field: Ident,
    pub(crate) claim: ClaimAttr,
}

/// `rules(roles(any_of = [...]), sub(non_empty))`.
pub(crate) fn added(name: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<Added>> {
    let example = "`rules(roles(any_of = [\"admin\"]))`";
    if !input.peek(token::Paren) {
        let message = format!("`rules` names fields of the extended type: {example}");
        return Err(syn::Error::new_spanned(name, message));
    }
    let content;
    parenthesized!(content in input);
    let list = listed(&content.parse()?, "rules(roles(any_of = [\"admin\"]))")?;
    Ok(list.into_iter().map(|(field, rules)| Added::parse(field, &rules, errors)).collect())
}

/// `roles(any_of = [...]), sub(non_empty)`: fields, and the rules on each.
pub(crate) fn listed(tokens: &TokenStream, example: &str) -> syn::Result<Vec<(Ident, TokenStream)>> {
    let walk = |input: ParseStream<'_>| {
        let mut list = Vec::new();
        while !input.is_empty() {
            let field = input.call(Ident::parse_any)?;
            if !input.peek(token::Paren) {
                let message = format!("expected the rules on `{field}` in parentheses: `{example}`");
                return Err(syn::Error::new_spanned(&field, message));
            }
            let rules;
            parenthesized!(rules in input);
            let rules: TokenStream = rules.parse()?;
            list.push((field, rules));
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(list)
    };
    walk.parse2(tokens.clone())
}

impl Added {
    /// The same grammar as on a field.
    fn parse(field: Ident, rules: &TokenStream, errors: &mut Errors) -> Self {
        let attr: Attribute = syn::parse_quote!(#[claim(#rules)]);
        let claim = ClaimAttr::parse(&[attr], errors);
        if let Some(name) = &claim.name {
            errors.at(name, "an inherited claim keeps its name; remove `name`");
        }
        if let Some(path) = &claim.path {
            errors.at_span(path.span, "an inherited claim keeps its place; remove `path`");
        }
        if let Some(span) = claim.base {
            errors.at_span(span, "`base` belongs on the field that holds the extended type");
        }
        if let Some(span) = claim.data {
            errors.at_span(span, "`data` belongs on the field that holds the type");
        }
        if let Some(span) = claim.null {
            errors.at_span(span, "`null` belongs on the extended type's field, which writes the claim");
        }
        for rule in &claim.rules {
            match rule.demand {
                Demand::Forbidden => errors.at_span(rule.span, "an inherited claim cannot be forbidden by a rule; write `#[claim(forbidden)]` on the extended type's field, or a `check`"),
                Demand::Nested => errors.at_span(rule.span, "`nested` belongs on the extended type's field; its rules are inherited then"),
                _ => {}
            }
        }
        Self { field, claim }
    }
}

/// How serde writes a base beside further fields. The base's own impl does it,
/// so that the type need not be one of serde's; it is read apart.
pub(crate) fn as_serde_has_it(p: &TokenStream) -> SerdeAttr {
    let write = format!("{}::write_base", p.to_string().replace(' ', ""));
    let attr = syn::parse_quote!(#[serde(flatten, skip_deserializing, serialize_with = #write)]);
    SerdeAttr::of_field(&[attr], &mut Errors::default())
}

/// What an extension must not say.
pub(crate) fn check(model: &Model<'_>, errors: &mut Errors) {
    for added in model.claims.added.iter().filter(|_| model.base.is_none()) {
        let message = "`rules(...)` adds to the claims of an extended type, but none is extended here; \
                       write `#[claim(...)]` on the field, or mark the extended type with `#[claim(base)]`";
        errors.at(&added.field, message);
    }
    for field in model.fields.iter().filter(|field| field.claim.base.is_some()) {
        let claim = &field.claim;
        let is_ruled = !claim.rules.is_empty() || claim.if_present.is_some();
        if is_ruled || claim.name.is_some() || claim.path.is_some() {
            let message = "the extended type has no rules and no name of its own; write `#[claims(rules(field(...)))]` on the struct";
            errors.at(field.ident, message);
        }
    }
    if let Some(second) = model.fields.iter().filter(|field| field.claim.base.is_some()).nth(1) {
        errors.at(second.ident, "a claims type extends one other; put the rest into fields of its own");
    }
    if model.base.is_none() {
        return;
    }
    let claims = &model.claims;
    let optional = claims.optional.iter().map(|(claim, span)| ("optional", claim.name(), *span));
    let unchecked = claims.unchecked.iter().map(|(claim, span)| ("unchecked", claim.name(), *span));
    let confirmation = claims.unchecked_confirmation.map(|span| ("unchecked", CONFIRMATION, span));
    for (name, claim, span) in optional.chain(unchecked).chain(confirmation) {
        let message =
            format!("an extension can only narrow; write `{name}({claim})` on the type that is extended");
        errors.at_span(span, message);
    }
    if let (Some((name, span)), false) = (model.claims.forbidden_names.first(), model.claims.verify_only) {
        errors.at_span(*span, format!("the extended type could write `{name}`; add `verify_only`"));
    }
    if model.generics.type_params().next().is_some() || model.generics.const_params().next().is_some() {
        errors.at(&model.generics.params, "a type that extends another takes no parameters but lifetimes");
    }
    if !model.has_further_fields()
        && let Some(span) = model.serde.span_of(&["rename_all", "default", "deny_unknown_fields"])
    {
        errors.at_span(span, "there are no further fields that this could be about; remove it");
    }
    let written = |added: &&Added| added.claim.rules.iter().all(|rule| rule.set.is_none());
    for (nth, added) in model.claims.added.iter().enumerate().filter(|(_, added)| written(added)) {
        if model.claims.added[..nth].iter().any(|earlier| earlier.field == added.field) {
            errors.at(&added.field, format!("`{}` is named twice; put its rules together", added.field));
        }
    }
}

/// The rules on a claim of the base, as those on a field.
pub(crate) fn as_field<'a>(base: &'a Base<'_>, added: &'a Added) -> Field<'a> {
    let claim = ClaimAttr {
        rules: added.claim.rules.clone(),
        conditions: added.claim.conditions.clone(),
        if_present: added.claim.if_present,
        answer: added.claim.answer,
        ..ClaimAttr::default()
    };
    Field {
        ident: &added.field,
        ty: base.ty,
        claim,
        serde: SerdeAttr::default(),
        wire_name: added.field.to_string(),
        registered: None,
    }
}
