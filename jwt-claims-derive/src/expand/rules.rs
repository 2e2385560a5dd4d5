//! The checks that run on claims: a condition for each rule, and what to say
//! when it does not hold.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::model::{Field, Model};
use crate::rule::{Demand, Rule};
use crate::value::Value;

/// Errors stand at the user's tokens, names are those of the expansion: the
/// tokens may come from a macro, where a name would be another.
fn at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// The body of `Declared::check`.
pub(super) fn check(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let mut nth = 0;
    let of_fields: TokenStream = model
        .fields
        .iter()
        .filter(|field| !field.claim.rules.is_empty())
        .map(|field| {
            let first = nth;
            nth += field.claim.rules.len();
            of_field(model, field, first)
        })
        .collect();
    let of_struct = model
        .claims
        .checks
        .iter()
        .enumerate()
        .map(|(place, path)| refusal(&p, path, &quote!(self), nth + place));
    quote! {
        #[allow(unused_imports)]
        use #p::{Direct as _, Ordinary as _, Whole as _};
        #of_fields
        #(#of_struct)*
    }
}

/// The number under which the presence of a field with a default is noted.
pub(super) fn noted(model: &Model<'_>, field: &Field<'_>) -> Option<u32> {
    let mut noted = model.fields.iter().filter(|field| field.must_be_noted(model));
    noted.position(|other| other.ident == field.ident)?.try_into().ok()
}

/// The rules of one field, the first of which has that number.
fn of_field(model: &Model<'_>, field: &Field<'_>, first: usize) -> TokenStream {
    let (p, ident) = (model.private(), field.ident);
    let rules = field.claim.rules.iter().enumerate().map(|(place, rule)| of_rule(&p, rule, first + place));
    let absent = field.must_be_present().then(|| {
        let place = field.claim.rules.iter().position(|rule| rule.demand.implies_presence()).unwrap_or(0);
        let nth = first + place;
        quote!(__found.absent(&__RULES[#nth]);)
    });
    let check = quote! {
        match #p::Probe(&self.#ident).value() {
            #p::Some(__value) => {
                let __value = #p::Target(__value).target();
                #(#rules)*
            }
            #p::None => { #absent }
        }
    };
    let check = match super::extends::number(model, field) {
        Some(number) => quote!(if __seen.has(#number) { #check } else { #absent }),
        None => check,
    };
    match skipped_if(field) {
        Some(skips) => quote!(if __seen.issues() && #skips(&self.#ident) { #absent } else { #check }),
        None => check,
    }
}

/// When serde does not write the field.
pub(super) fn skipped_if(field: &Field<'_>) -> Option<syn::Path> {
    field.serde.text("skip_serializing_if")?.parse().ok()
}

/// One rule: unless its condition holds, it is reported with what was found.
pub(super) fn of_rule(p: &TokenStream, rule: &Rule, nth: usize) -> TokenStream {
    let span = at(rule.span);
    let (p, value) = (&super::written(p, span), quote_spanned!(span=> __value));
    let (holds, found) = match &rule.demand {
        Demand::AnyOf(values) => {
            (members(p, span, values), quote_spanned!(span=> #p::members_found(#value, "none of these")))
        }
        Demand::AllOf(values) => {
            let each = values.iter().map(|value| members(p, span, std::slice::from_ref(value)));
            (quote!(#(#each)&&*), quote_spanned!(span=> #p::members_found(#value, "not all of these")))
        }
        Demand::NoneOf(values) => {
            let any = members(p, span, values);
            (quote!(!#any), quote_spanned!(span=> #p::members_found(#value, "one of these among them")))
        }
        Demand::OneOf(values) => (is(p, "__value", values), quote!("another value")),
        Demand::Equals(value) => (is(p, "__value", std::slice::from_ref(value)), quote!("another value")),
        Demand::AtLeast(least) => return at_least(p, least, nth),
        Demand::StartsWith(prefix) => {
            (quote_spanned!(span=> #p::starts_with(#value, #prefix)), quote!("text that starts otherwise"))
        }
        Demand::NonEmpty => (quote_spanned!(span=> #p::non_empty(#value)), quote!("nothing in it")),
        Demand::Len { min, max } => {
            let min = min.as_ref().map_or(quote!(0), |min| quote!(#min));
            let max = max.as_ref().map_or(quote!(#p::usize::MAX), |max| quote!(#max));
            let holds = quote_spanned!(span=> #p::len(#value, #min, #max));
            (holds, quote_spanned!(span=> #p::length_found(#value)))
        }
        Demand::Range { min, max } => {
            (range(p, rule.span, min.as_ref(), max.as_ref()), quote!("a value outside"))
        }
        Demand::Check(path) => return refusal(p, path, &quote!(__value), nth),
    };
    quote! {
        if !(#holds) {
            __found.unmet(&__RULES[#nth], #found);
        }
    }
}

/// One call that also tells what was found, so that a wrong type gives one
/// error, at the value.
fn at_least(p: &TokenStream, least: &Value, nth: usize) -> TokenStream {
    let span = least.span();
    let p = super::written(p, span);
    let (value, least) = (quote!(__value), quote_spanned!(span=> &#least));
    let shortfall = quote_spanned!(span=> #p::shortfall(#value, #least));
    quote! {
        if let #p::Some(__actual) = #shortfall {
            __found.unmet(&__RULES[#nth], __actual);
        }
    }
}

/// A check of the user's own: a function and what it is given.
fn refusal(p: &TokenStream, path: &syn::Path, given: &TokenStream, nth: usize) -> TokenStream {
    let written = super::written(p, path.span());
    let outcome = quote_spanned!(path.span()=> #written::Outcome::refusal(#path(#given)));
    quote! {
        if let #p::Some(__refusal) = #outcome {
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

/// Whether a member is one of the values.
fn members(p: &TokenStream, span: Span, values: &[Value]) -> TokenStream {
    let one_of = is(p, "__member", values);
    quote_spanned!(span=> #p::any_of(__value, |__member| #one_of))
}

/// Whether a claim is one of the values: one call for all of them, so that a
/// wrong type gives one error, at the first value.
fn is(p: &TokenStream, claim: &str, values: &[Value]) -> TokenStream {
    let span = values.first().map_or_else(Span::call_site, Value::span);
    let (p, claim) = (super::written(p, span), Ident::new(claim, Span::call_site()));
    let known = quote!(#p::Compared(#claim).may_match());
    match values {
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
