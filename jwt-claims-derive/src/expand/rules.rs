//! The checks that run on claims: a condition for each rule, and what to say
//! when it does not hold.

pub(super) mod conditional;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::at;
use crate::check::MOST;
use crate::model::{Field, Model};
use crate::rule::{Arguments, Demand, Rule};
use crate::value::{Bound, Value};

/// The body of `Declared::check`.
pub(super) fn check(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let mut nth = 0;
    let of_fields: TokenStream = model
        .fields
        .iter()
        .filter(|field| !field.claim.rules.is_empty() && !model.is_alternative(field))
        .map(|field| {
            let first = nth;
            nth += field.claim.rules.len();
            of_field(model, field, first)
        })
        .collect();
    let either = super::either::check(model, nth);
    nth += model.claims.either.len();
    let forbidden = conditional::forbidden_names(model, nth);
    nth += model.claims.forbidden_names.len();
    let of_sets: TokenStream = model
        .applied
        .iter()
        .map(|field| {
            let first = nth;
            nth += field.claim.rules.len();
            of_field(model, field, first)
        })
        .collect();
    let of_struct = model.claims.rules.iter().enumerate().map(|(place, rule)| {
        let check = match &rule.demand {
            Demand::CheckWith(path) => refusal(&p, path, &quote!(self, __cx), nth + place),
            Demand::Check(path) => refusal(&p, path, &quote!(self), nth + place),
            _ => TokenStream::new(),
        };
        conditional::under(&model.claims.conditions, rule.when, &check)
    });
    quote! {
        #[allow(unused_imports)]
        use #p::{Direct as _, One as _, Plain as _, Pointing as _, Ordinary as _, Whole as _};
        #of_fields
        #either
        #forbidden
        #of_sets
        #(#of_struct)*
    }
}

/// The number under which the presence of a field with a default is noted: of
/// those with rules first, then, behind the names that are forbidden, of the
/// others, as far as there are numbers.
pub(super) fn noted(model: &Model<'_>, field: &Field<'_>) -> Option<u32> {
    let place = |is_it: &dyn Fn(&Field<'_>) -> bool| {
        model.fields.iter().filter(|other| is_it(other)).position(|other| other.ident == field.ident)
    };
    let others = conditional::noted_fields(model) + model.claims.forbidden_names.len();
    let number = place(&|field| field.must_be_noted(model))
        .or_else(|| Some(others + place(&|field| field.may_be_noted(model))?));
    number.filter(|number| *number < MOST)?.try_into().ok()
}

/// How many numbers the type itself needs.
pub(super) fn numbers(model: &Model<'_>) -> u32 {
    let ruled = conditional::noted_fields(model) + model.claims.forbidden_names.len();
    let others = model.fields.iter().filter(|field| field.may_be_noted(model)).count();
    u32::try_from((ruled + others).min(MOST)).unwrap_or(u32::MAX)
}

/// The rules of one field, the first of which has that number: those that
/// always hold, then each group with a condition.
pub(super) fn of_field(model: &Model<'_>, field: &Field<'_>, first: usize) -> TokenStream {
    let conditions = (0..field.claim.conditions.len()).map(Some);
    let groups = std::iter::once(None).chain(conditions).map(|when| {
        let group = of_group(model, field, when, first);
        conditional::under(&field.claim.conditions, when, &group)
    });
    groups.collect()
}

/// The rules of one field under one condition, or under none.
fn of_group(model: &Model<'_>, field: &Field<'_>, when: Option<usize>, first: usize) -> TokenStream {
    let (p, ident) = (model.private(), field.ident);
    let group = || field.claim.rules.iter().zip(first..).filter(move |(rule, _)| rule.when == when);
    if let Some((rule, nth)) = group().find(|(rule, _)| matches!(rule.demand, Demand::Forbidden)) {
        return conditional::forbidden(model, field, at(rule.span), nth);
    }
    if group().next().is_none() {
        return TokenStream::new();
    }
    let rules = group().map(|(rule, nth)| of_rule(&p, rule, nth));
    let absent = field.must_be_present_when(when).then(|| absent(group()));
    let check = quote! {
        match #p::Probe(&self.#ident).value() {
            #p::Some(__value) => {
                let __value = #p::Target(__value).target();
                #(#rules)*
            }
            #p::None => { #absent }
        }
    };
    match noted(model, field) {
        Some(number) => quote!(if __seen.has(#number) { #check } else { #absent }),
        None => check,
    }
}

/// What is said where the claim is not there: which of the rules need it.
pub(super) fn absent<'r>(group: impl Iterator<Item = (&'r Rule, usize)>) -> TokenStream {
    let needed = group.filter(|(rule, _)| rule.demand.implies_presence()).map(|(_, nth)| nth);
    quote!(__found.absent(&[#(&__RULES[#needed]),*]);)
}

/// One rule: a call of its function, and what was found is reported.
pub(super) fn of_rule(p: &TokenStream, rule: &Rule, nth: usize) -> TokenStream {
    let (row, values) = match &rule.demand {
        Demand::Listed(listed, values) => (listed.row(), values),
        Demand::Check(path) => return refusal(p, path, &quote!(__value), nth),
        Demand::CheckWith(path) => return refusal(p, path, &quote!(__value, __cx), nth),
        Demand::Nested => return super::nested::check(p, at(rule.span), nth),
        // a group of its own: `conditional::forbidden`
        Demand::Forbidden => return TokenStream::new(),
    };
    // of a level that does not fit, the error is at the value
    let level = values.first().filter(|_| row.arguments == Arguments::Level);
    let span = at(level.map_or(rule.span, Value::span));
    let (p, call) = (&super::written(p, span), Ident::new(row.name, span));
    let arguments = arguments(p, rule.span, row.arguments, values);
    let found = quote_spanned!(span=> #p::rule::#call(__value, #arguments));
    quote! {
        if let #p::Some(__actual) = #found {
            __found.unmet(&__RULES[#nth], __actual);
        }
    }
}

/// What the function of a rule is given beside the claim.
fn arguments(p: &TokenStream, rule: Span, kind: Arguments, values: &[Value]) -> TokenStream {
    let span = at(rule);
    let bound = |which| values.iter().find(|value| value.bound() == Some(which));
    match kind {
        Arguments::Nothing => TokenStream::new(),
        Arguments::AnyMember => {
            let is_one = is(p, "__member", values);
            quote_spanned!(span=> |__member| #is_one)
        }
        Arguments::AllMembers => all_members(p, span, values),
        Arguments::Values | Arguments::Value => is(p, "__value", values),
        Arguments::Level => values.iter().map(|level| quote_spanned!(level.span()=> &#level)).collect(),
        Arguments::Text => {
            let text = |text: &Value| match text.is_context() {
                true => quote_spanned!(span=> #p::text(&#text)),
                false => quote!(#text),
            };
            values.iter().map(text).collect()
        }
        Arguments::Length => {
            let min = bound(Bound::Min).map_or(quote!(0), |min| quote!(#min));
            let max = bound(Bound::Max).map_or(quote!(#p::usize::MAX), |max| quote!(#max));
            quote!(#min, #max)
        }
        Arguments::Bounds => range(p, rule, bound(Bound::Min), bound(Bound::Max)),
        Arguments::Https => {
            let https = !values.is_empty();
            quote!(#https)
        }
        Arguments::Pattern => quote_spanned! {span=> {
            static __PATTERN: #p::LazyLock<#p::Pattern> = #p::LazyLock::new(|| #p::Pattern::new(#(#values)*));
            &__PATTERN
        }},
    }
}

/// A check of the user's own: a function and what it is given.
fn refusal(p: &TokenStream, path: &syn::Path, given: &TokenStream, nth: usize) -> TokenStream {
    let written = super::written(p, path.span());
    let outcome = quote_spanned!(path.span()=> #written::Outcome::refusals(#path(#given)));
    quote! {
        for __refusal in #outcome {
            __found.refused(&__RULES[#nth], __refusal);
        }
    }
}

/// One call whatever is bounded, so that a wrong type gives one error.
fn range(p: &TokenStream, span: Span, min: Option<&Value>, max: Option<&Value>) -> TokenStream {
    let (p, value) = (super::written(p, span), quote!(__value));
    let bound = |value: &Value| quote_spanned!(value.span()=> &#value);
    match (min.map(bound), max.map(bound)) {
        (Some(min), Some(max)) => quote_spanned!(span=> #p::range(#value, #min, #max)),
        (Some(min), None) => quote_spanned!(span=> #p::at_least(#value, #min)),
        (None, Some(max)) => quote_spanned!(span=> #p::at_most(#value, #max)),
        (None, None) => quote!(true),
    }
}

/// Whether each of the values is a member.
fn all_members(p: &TokenStream, span: Span, values: &[Value]) -> TokenStream {
    let is_it = quote!(#p::Compared(__member).may_match() && #p::is(__member, __wanted));
    let is_there = quote_spanned!(span=> #p::has_member(__value, |__member| #is_it));
    match values {
        [list] if list.is_held() => {
            held(list, |held| quote_spanned!(span=> #p::all_held(#held, |__wanted| #is_there)))
        }
        [list] if list.may_be_list() => {
            let listed = listed(p, list);
            quote!(#listed.iter().all(|__wanted| #is_there))
        }
        values => {
            let each = values.iter().map(|value| members(p, span, std::slice::from_ref(value)));
            quote!(#(#each)&&*)
        }
    }
}

/// Whether a member is one of the values.
fn members(p: &TokenStream, span: Span, values: &[Value]) -> TokenStream {
    let one_of = is(p, "__member", values);
    quote_spanned!(span=> #p::has_member(__value, |__member| #one_of))
}

/// Whether a claim is one of the values: one call for all of them, so that a
/// wrong type gives one error, at the first value.
fn is(p: &TokenStream, claim: &str, values: &[Value]) -> TokenStream {
    let span = values.first().map_or_else(Span::call_site, Value::span);
    let (p, claim) = (super::written(p, span), Ident::new(claim, Span::call_site()));
    let known = quote!(#p::Compared(#claim).may_match());
    match values {
        [list] if list.is_held() => {
            let among = held(list, |held| quote_spanned!(span=> #p::is_held(#claim, #held)));
            quote!(#known && #among)
        }
        values if crate::context::any(values) => {
            let each = values.iter().map(|value| {
                let value = quote_spanned!(value.span()=> (&#p::Held(&#value)).held());
                quote!(#p::is(#claim, #value))
            });
            quote!(#known && (#(#each)||*))
        }
        [list] if list.may_be_list() => {
            let list = listed(&p, list);
            quote!(#known && #p::is_one_of(#claim, #list))
        }
        [value] => {
            let value = quote_spanned!(span=> &#value);
            quote!(#known && #p::is(#claim, #value))
        }
        values => {
            let values = quote_spanned!(span=> &[#(#values),*]);
            quote!(#known && #p::is_one_of(#claim, #values))
        }
    }
}

/// The values of a constant: those of a list, or the one that it is.
fn listed(p: &TokenStream, list: &Value) -> TokenStream {
    quote_spanned!(list.span()=> #p::Listed(&#list).values())
}

/// A list of the context's by a name of its own, so that errors about its type
/// stand where the list does.
fn held(list: &Value, call: impl FnOnce(&Ident) -> TokenStream) -> TokenStream {
    let name = Ident::new("__held", at(list.span()));
    let call = call(&name);
    quote!({ let #name = &#list; #call })
}
