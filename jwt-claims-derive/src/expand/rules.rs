//! The rules: for each one what the policy says, and the code that checks it.
//! One walk makes both, so that the numbers of the rules agree.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::codec::codec;
use super::{calls, scopes, values};
use crate::attr::added::Added;
use crate::base::emit::at;
use crate::base::tokens::with_static;
use crate::model::{Base, Field, Model};
use crate::syntax::rule::{Condition, Group, Rule, RuleKind, RuleList};
use crate::syntax::table::Listed;

/// Rules, in the order of their numbers.
#[derive(Default)]
pub(super) struct Rules {
    /// What the policy says of each.
    specs: Vec<TokenStream>,
    pub(super) checks: TokenStream,
}

/// What a list of rules is about; nothing is given for the whole struct.
#[derive(Default)]
struct Subject {
    /// The claim's name in the token.
    claim: TokenStream,
    /// A reference to the field.
    value: Option<TokenStream>,
    /// Whether the token has the claim, if the field cannot tell.
    is_present: Option<TokenStream>,
    /// Whether the field's type is `Scopes`; empty if it cannot be.
    is_scopes: TokenStream,
    /// The rules of the field's type, if it is nested.
    nested: TokenStream,
    /// Whether the token has the claim although it is forbidden.
    is_given: TokenStream,
    /// Whether the library reads the claim as a date, and the field's type is asserted to hold one.
    is_date: bool,
}

/// The rules of the struct: fields from top to bottom, alternatives, forbidden
/// names, rule sets, then checks over the whole.
pub(super) fn own(model: &Model<'_>) -> Rules {
    let mut rules = Rules::default();
    for field in model.fields.iter().filter(|field| !model.is_alternative(field)) {
        rules.add(&Subject::of_field(model, field), &field.claim.rules);
    }
    model.claims.either.iter().for_each(|names| rules.add_either(model, names));
    for (name, span) in &model.claims.forbidden_names {
        let (claim, slot, mut forbidden) = (quote!(#name), model.slot(name), RuleList::default());
        forbidden.push(RuleKind::Forbidden.at(*span));
        rules.add(&Subject { claim, is_given: quote!(__seen.has(#slot)), ..Subject::default() }, &forbidden);
    }
    for field in &model.fields {
        field.sets.iter().for_each(|list| rules.add(&Subject::of_field(model, field), list));
    }
    rules.add(&Subject { claim: quote!(""), ..Subject::default() }, &model.claims.checks);
    rules
}

/// The rules on claims of the extended type.
pub(super) fn added(model: &Model<'_>, base: &Base<'_>) -> Rules {
    let mut rules = Rules::default();
    for (nth, added) in model.added_alone() {
        rules.add(&Subject::of_base(base, added, nth), &added.rules);
    }
    rules
}

/// One of the alternatives: a field of the struct, or of the extended type.
fn alternative<'m>(model: &'m Model<'_>, name: &Ident) -> Option<(Subject, &'m RuleList)> {
    if let Some(field) = model.field(name) {
        return Some((Subject::of_field(model, field), &field.claim.rules));
    }
    let ((nth, added), base) = model.added(name).zip(model.base.as_ref())?;
    Some((Subject::of_base(base, added, nth), &added.rules))
}

/// The constant that describes the base's field with the `nth` added rules.
pub(super) fn base_field(nth: usize) -> Ident {
    quote::format_ident!("__FIELD{nth}")
}

impl Subject {
    fn of_field(model: &Model<'_>, field: &Field<'_>) -> Self {
        let (ident, slot) = (field.ident, model.slot(&field.wire_name));
        let is_present = slot.map(|slot| quote!(__seen.has(#slot)));
        let span = at(field.ty.span());
        let ty = with_static(model.without_self(field.ty));
        Self {
            value: Some(quote!(&self.#ident)),
            is_given: is_given(field, is_present.as_ref()),
            is_present,
            is_scopes: scopes::is_scopes(model, field).to_token_stream(),
            nested: quote_spanned!(span=> <#ty as __p::NestedClaims>::RULES),
            claim: field.wire_name.to_token_stream(),
            is_date: field.is_date() && codec(field, "read").is_some(),
        }
    }

    /// Only the base knows the claim's name and its slot.
    fn of_base(Base { member, .. }: &Base<'_>, added: &Added, nth: usize) -> Self {
        let (spec, field) = (base_field(nth), &added.field);
        Self {
            value: Some(quote_spanned!(at(field.span())=> &self.#member.#field)),
            is_present: Some(quote!(match #spec.noted {
                __p::Some(__slot) => __whole.has(__slot),
                __p::None => true,
            })),
            is_scopes: quote!(#spec.scopes),
            claim: quote!(#spec.claim),
            ..Self::default()
        }
    }
}

/// Whether a forbidden claim is in the token. What the token says counts, as
/// `null` reads like an absent claim; a registered claim is never `null`, and
/// its field counts.
fn is_given(field: &Field<'_>, is_present: Option<&TokenStream>) -> TokenStream {
    let ident = field.ident;
    let rule = field.claim.rules.rules().find(|rule| matches!(rule.kind, RuleKind::Forbidden));
    let span = at(rule.map_or_else(Span::call_site, |rule| rule.span));
    // a field that serde can leave out by itself may have any type
    let has_value = match field.serde.has("skip_serializing_if") {
        true => quote!(__p::Probe(&self.#ident).value().is_some()),
        false => quote_spanned!(span=> __p::is_given(&self.#ident)),
    };
    match is_present {
        Some(is_present) => quote!({ let _ = #has_value; #is_present }),
        None => has_value,
    }
}

impl Rules {
    /// What the policy says, as a constant.
    pub(super) fn specs(&self) -> TokenStream {
        let specs = &self.specs;
        quote!(&[#(#specs,)*])
    }

    /// Adds the rules on one claim, or on the whole struct.
    fn add(&mut self, subject: &Subject, list: &RuleList) {
        for group in list.groups.iter().filter(|group| !group.rules.is_empty()) {
            let first = self.specs.len();
            self.specs.extend(group.rules.iter().map(|rule| spec(subject, list, group, rule)));
            let check = match (group.rules.as_slice(), &subject.value) {
                ([Rule { kind: RuleKind::Forbidden, .. }, ..], _) => {
                    let is_given = &subject.is_given;
                    quote!(if #is_given { __found.unmet(&__RULES[#first], "a claim"); })
                }
                (rules, Some(value)) => of_value(subject, value, rules, first, list.needs_claim(group)),
                (rules, None) => of_rules(subject, rules, first, &quote!(self)),
            };
            self.checks.extend(under(group.condition.as_ref(), check));
        }
    }

    /// Adds alternatives: each is checked, with findings of its own, until one
    /// holds.
    fn add_either(&mut self, model: &Model<'_>, names: &[Ident]) {
        let (nth, mut inner) = (self.specs.len(), Self::default());
        let mut tries = Vec::new();
        for (subject, rules) in names.iter().filter_map(|name| alternative(model, name)) {
            inner.add(&subject, rules);
            let check = std::mem::take(&mut inner.checks);
            tries.push(quote! {
                if !__holds {
                    let __found = &mut __found.fresh();
                    { #check }
                    __holds = __all.tried(__found);
                }
            });
        }
        let specs = inner.specs();
        self.specs.push(quote!(__p::RuleSpec::new("", __p::Rule::Either(#specs))));
        self.checks.extend(quote! {{
            let (mut __holds, mut __all) = (false, <__p::Alternatives as __p::Default>::default());
            {
                let __RULES = __RULES[#nth].alternatives();
                #(#tries)*
            }
            if !__holds {
                __found.neither(&__RULES[#nth], __all);
            }
        }});
    }
}

/// The rules of a group on a field; the first of them has that number.
fn of_value(
    subject: &Subject,
    value: &TokenStream,
    rules: &[Rule],
    first: usize,
    needs_claim: bool,
) -> TokenStream {
    let checks = of_rules(subject, rules, first, &quote!(__value));
    let is_present = subject.is_present.as_ref().map(|is_present| quote!(if #is_present));
    let needed = rules.iter().zip(first..).filter(|(rule, _)| rule.kind.needs_claim()).map(|(_, nth)| nth);
    let absent = needs_claim.then(|| quote!(__found.absent(&[#(&__RULES[#needed]),*])));
    let probe = quote_spanned!(value.span()=> __p::Probe(#value));
    quote! {
        match #probe.value() {
            __p::Some(__value) #is_present => {
                let __value = __p::Target(__value).target();
                #checks
            }
            _ => { #absent }
        }
    }
}

/// Each rule: a call of its function with the claim, and the report of what was found.
fn of_rules(subject: &Subject, rules: &[Rule], first: usize, claim: &TokenStream) -> TokenStream {
    let checks = rules.iter().zip(first..).map(|(rule, nth)| match &rule.kind {
        RuleKind::Listed(listed, values) => {
            let found =
                calls::call(rule.span, &listed.row(), values, subject.is_date && rule.kind.is_about_dates());
            quote! {
                if let __p::Some(__actual) = #found {
                    __found.unmet(&__RULES[#nth], __actual);
                }
            }
        }
        RuleKind::Check { path, with_context } => {
            let cx = with_context.then(|| quote!(, __cx));
            let outcome = quote_spanned!(path.span()=> __p::Outcome::refusals(#path(#claim #cx)));
            quote! {
                for __refusal in #outcome {
                    __found.refused(&__RULES[#nth], __refusal);
                }
            }
        }
        RuleKind::Nested => quote_spanned! {at(rule.span)=> {
            let __mark = __found.mark();
            __p::Inside(__value).check(__seen, __found);
            __found.place(__mark, &__RULES[#nth]);
        }},
        // a group of its own
        RuleKind::Forbidden => TokenStream::new(),
    });
    checks.collect()
}

/// The check, under its condition if it has one.
fn under(condition: Option<&Condition>, check: TokenStream) -> TokenStream {
    match condition {
        None => check,
        Some(Condition::Function(path)) => {
            // the path may come from a macro, where `self` would be another
            let claims = quote_spanned!(at(path.span())=> self);
            let holds = quote_spanned!(path.span()=> #path(#claims));
            quote!(if #holds { #check })
        }
        Some(Condition::Context(value)) => quote!(if #value { #check }),
    }
}

/// What the policy says of one rule: a `RuleSpec`, in which only what is not
/// usual is given.
fn spec(subject: &Subject, list: &RuleList, group: &Group, rule: &Rule) -> TokenStream {
    let (claim, variant, nested) = (&subject.claim, rule.kind.variant(), &subject.nested);
    let (values, is_scopes) = (values::of_rule(&rule.kind), &subject.is_scopes);
    let grants = rule.kind.is(Listed::AnyOf) || rule.kind.is(Listed::AllOf);
    let arguments = matches!(rule.kind, RuleKind::Nested).then(|| quote!((#nested)));
    let given = [
        (!values.is_empty()).then(|| quote!(values: __p::RuleValues(&[#(#values),*]))),
        list.if_present.map(|_| quote!(if_present: true)),
        group.condition.as_ref().map(Condition::spelling).map(|when| quote!(when: __p::Some(#when))),
        rule.set.as_ref().map(|set| quote!(set: __p::Some(#set))),
        list.answer.map(|answer| match answer.is_forbidden {
            true => quote!(answer: __p::Some(__p::Answer::InsufficientScope)),
            false => quote!(answer: __p::Some(__p::Answer::InvalidToken)),
        }),
        (grants && !is_scopes.is_empty()).then(|| quote!(scopes: #is_scopes)),
    ];
    let given: Vec<_> = given.into_iter().flatten().collect();
    quote!(__p::RuleSpec { #(#given,)* ..__p::RuleSpec::new(#claim, __p::Rule::#variant #arguments) })
}
