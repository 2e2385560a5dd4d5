//! The policy, as constants.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use crate::model::{Field, Model};
use crate::registered::Registered;
use crate::rule::{Condition, Demand, Rule};
use crate::value::{Seconds, Value};

/// The parts of `Policy`.
pub(super) fn spec(model: &Model<'_>) -> TokenStream {
    let (p, claims) = (model.private(), &model.claims);
    let type_name = model.ident.to_string();
    let typ = option(&p, claims.typ.as_ref());
    let seconds = |value: Option<Seconds>| option(&p, value.map(|value| value.seconds));
    let (leeway, ttl) = (seconds(claims.leeway), seconds(claims.ttl));
    let (max_age, max_lifetime) = (seconds(claims.max_age), seconds(claims.max_lifetime));
    let (issuers, audiences) = (strings(&claims.issuer), strings(&claims.audience));
    let list = |names: &[(Registered, Span)]| {
        let variants = names.iter().map(|(claim, _)| claim.variant());
        quote!(&[#(#p::RegisteredClaim::#variants),*])
    };
    let (required, optional, unchecked) =
        (list(&claims.required), list(&claims.optional), list(&claims.unchecked));
    let forbidden = list(&claims.forbidden);
    quote! {
        #p::PolicySpec {
            type_name: #type_name,
            typ: #typ,
            issuers: #issuers,
            audiences: #audiences,
            leeway: #leeway,
            ttl: #ttl,
            max_age: #max_age,
            max_lifetime: #max_lifetime,
            required: #required,
            optional: #optional,
            unchecked: #unchecked,
            forbidden: #forbidden,
            rules: __RULES,
        }
    }
}

fn option(p: &TokenStream, value: Option<impl quote::ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(#p::Some(#value)),
        None => quote!(#p::None),
    }
}

fn strings(values: &[Value]) -> TokenStream {
    quote!(&[#(#values),*])
}

/// The rules, in the order of their numbers: fields from top to bottom, names
/// that must not be there, then the struct's own.
pub(super) fn rules(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let of_fields = model.fields.iter().filter(|field| !model.is_alternative(field));
    let of_fields = of_fields.map(|field| of_field(model, field));
    let either = super::either::specs(model);
    let forbidden = model.claims.forbidden_names.iter().map(|(name, span)| {
        let rule = Rule { span: *span, demand: Demand::Forbidden, when: None };
        rule_spec(&p, name, &rule, false, &[])
    });
    let of_struct =
        model.claims.rules.iter().map(|rule| rule_spec(&p, "", rule, false, &model.claims.conditions));
    of_fields.chain(either).chain(forbidden).chain(of_struct).collect()
}

/// The rules of one field.
pub(super) fn of_field(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let (p, claim) = (model.private(), &field.claim);
    let rules = claim.rules.iter().map(|rule| match &rule.demand {
        Demand::Nested => super::nested::spec(model, field, rule),
        _ => rule_spec(&p, &field.wire_name, rule, claim.if_present.is_some(), &claim.conditions),
    });
    rules.collect()
}

/// The condition that a rule stands under.
pub(super) fn when(p: &TokenStream, rule: &Rule, conditions: &[Condition]) -> TokenStream {
    option(p, rule.when.map(|nth| conditions[nth].spelling()))
}

pub(super) fn rule_spec(
    p: &TokenStream,
    claim: impl quote::ToTokens,
    rule: &Rule,
    if_present: bool,
    conditions: &[Condition],
) -> TokenStream {
    let when = when(p, rule, conditions);
    let (rule, values) = (rule.demand.variant(), rule.demand.spellings());
    quote! {
        #p::RuleSpec {
            claim: #claim,
            rule: #p::Rule::#rule,
            values: &[#(#values),*],
            if_present: #if_present,
            when: #when,
        },
    }
}
