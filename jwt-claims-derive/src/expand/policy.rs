//! The policy, as constants.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};

use crate::answer::Answer;
use crate::attr::ClaimAttr;
use crate::model::{Field, Model};
use crate::registered::Registered;
use crate::rule::{Arguments, Condition, Demand, Listed, Rule, spelled};
use crate::value::{Bound, Seconds, Value};

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
    let (forbidden, unchecked_confirmation) =
        (list(&claims.forbidden), claims.unchecked_confirmation.is_some());
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
            unchecked_confirmation: #unchecked_confirmation,
            forbidden: #forbidden,
            rules: <Self as #p::Declared>::RULES,
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

/// A list of rules, as a constant of an impl: constants may be named by `Self`
/// or by a parameter of the type.
pub(super) fn list(p: &TokenStream, rules: &TokenStream) -> TokenStream {
    quote! {{
        #[allow(unused_imports)]
        use #p::{AsTexts as _, One as _};
        &[#rules]
    }}
}

/// The rules, in the order of their numbers: fields from top to bottom, names
/// that must not be there, rule sets, then the struct's own.
pub(super) fn rules(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let of_fields = model.fields.iter().filter(|field| !model.is_alternative(field));
    let of_fields = of_fields.map(|field| of_field(model, field));
    let either = super::either::specs(model);
    let forbidden = model.claims.forbidden_names.iter().map(|(name, span)| {
        let rule = Rule::new(*span, Demand::Forbidden);
        rule_spec(&p, name, &rule, &OfField::NOTHING)
    });
    let of_whole = OfField { conditions: &model.claims.conditions, ..OfField::NOTHING };
    let of_struct = model.claims.rules.iter().map(|rule| rule_spec(&p, "", rule, &of_whole));
    let of_sets = model.applied.iter().map(|field| of_field(model, field));
    of_fields.chain(either).chain(forbidden).chain(of_sets).chain(of_struct).collect()
}

/// The rules of one field.
pub(super) fn of_field(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let (p, claim) = (model.private(), &field.claim);
    let scopes = super::scopes::is_scopes(model, field).map(ToTokens::into_token_stream);
    let of_field = OfField::of(claim, scopes);
    let rules = claim.rules.iter().map(|rule| match &rule.demand {
        Demand::Nested => super::nested::spec(model, field, rule),
        _ => rule_spec(&p, &field.wire_name, rule, &of_field),
    });
    rules.collect()
}

/// The condition that a rule stands under.
pub(super) fn when(p: &TokenStream, rule: &Rule, conditions: &[Condition]) -> TokenStream {
    option(p, rule.when.map(|nth| conditions[nth].spelling()))
}

/// What holds for all the rules of a field.
pub(super) struct OfField<'a> {
    pub(super) if_present: bool,
    pub(super) answer: Option<Answer>,
    pub(super) conditions: &'a [Condition],
    /// Whether its type is `Scopes`: an expression.
    pub(super) scopes: Option<TokenStream>,
}

impl<'a> OfField<'a> {
    /// Of what is no field.
    const NOTHING: OfField<'static> =
        OfField { if_present: false, answer: None, conditions: &[], scopes: None };

    pub(super) fn of(claim: &'a ClaimAttr, scopes: Option<TokenStream>) -> Self {
        Self {
            if_present: claim.if_present.is_some(),
            answer: claim.answer,
            conditions: &claim.conditions,
            scopes,
        }
    }
}

pub(super) fn rule_spec(
    p: &TokenStream,
    claim: impl quote::ToTokens,
    rule: &Rule,
    of_field: &OfField<'_>,
) -> TokenStream {
    let (if_present, answer) = (of_field.if_present, Answer::chosen(of_field.answer, p));
    let (when, set) = (when(p, rule, of_field.conditions), option(p, rule.set.as_ref()));
    let grants = rule.demand.is(Listed::AnyOf) || rule.demand.is(Listed::AllOf);
    let scopes = of_field.scopes.clone().filter(|_| grants).unwrap_or_else(|| quote!(false));
    let (values, rule) = (values(p, &rule.demand), rule.demand.variant());
    quote! {
        #p::RuleSpec {
            claim: #claim,
            rule: #p::Rule::#rule,
            values: #p::RuleValues(&[#(#values),*]),
            if_present: #if_present,
            when: #when,
            set: #set,
            answer: #answer,
            scopes: #scopes,
        },
    }
}

/// What a rule compares with, as `RuleValue`s.
fn values(p: &TokenStream, demand: &Demand) -> Vec<TokenStream> {
    match demand {
        Demand::Listed(rule, values) => {
            values.iter().map(|value| self::value(p, rule.row().arguments, value)).collect()
        }
        Demand::Check(path) | Demand::CheckWith(path) => {
            let text = spelled(path);
            vec![quote!(#p::RuleValue::Text(#text))]
        }
        Demand::Nested | Demand::Forbidden => Vec::new(),
    }
}

fn value(p: &TokenStream, kind: Arguments, value: &Value) -> TokenStream {
    let bound = value.bound().map(|bound| match bound {
        Bound::Min => "min",
        Bound::Max => "max",
    });
    let written = if kind == Arguments::Https { value.as_str() } else { written(value) };
    match (bound, written, constant(p, value)) {
        (Some(bound), Some(text), _) => {
            let text = format!("{bound} = {text}");
            quote!(#p::RuleValue::Text(#text))
        }
        (None, Some(text), _) => quote!(#p::RuleValue::Text(#text)),
        (Some(bound), None, texts) => quote!(#p::RuleValue::Bound(#bound, || #texts)),
        (None, None, texts) if kind == Arguments::Level => {
            quote!(#p::RuleValue::Constant(|| [#texts, #p::Level(&#value).texts()].concat()))
        }
        (None, None, texts) => quote!(#p::RuleValue::Constant(|| #texts)),
    }
}

/// What is known of a value now: all of a literal, of the context where it is
/// found there.
fn written(value: &Value) -> Option<String> {
    if value.is_context() { Some(value.spelling()) } else { value.json() }
}

/// The texts of a constant.
fn constant(p: &TokenStream, value: &Value) -> TokenStream {
    let spelling = value.spelling();
    if value.may_be_list() {
        return quote!(#p::Listed(&#value).values().iter().flat_map(|__one| (&&&&#p::Constant(__one, #spelling)).texts()).collect());
    }
    quote!((&&&&#p::Constant(&#value, #spelling)).texts())
}
