//! The checks that run on claims: a condition for each rule, and what to say
//! when it does not hold.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::model::{Field, Model};
use crate::rule::{Demand, Rule};
use crate::value::Value;

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
    let of_struct = model.claims.checks.iter().enumerate().map(|(place, path)| {
        let nth = nth + place;
        quote_spanned! {path.span()=>
            if let #p::Some(__refusal) = #p::Outcome::refusal(#path(self)) {
                __found.refused(&__RULES[#nth], __refusal);
            }
        }
    });
    quote! {
        #[allow(unused_imports)]
        use #p::Whole as _;
        #of_fields
        #(#of_struct)*
    }
}

/// The number under which the presence of a field with a default is noted.
pub(super) fn noted(model: &Model<'_>, field: &Field<'_>) -> Option<u32> {
    let needs = |field: &&Field<'_>| !field.claim.rules.is_empty() && model.has_default(field);
    let place = model.fields.iter().filter(needs).position(|other| other.ident == field.ident)?;
    u32::try_from(place).ok()
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
            #p::Some(__value) => { #(#rules)* }
            #p::None => { #absent }
        }
    };
    match noted(model, field) {
        Some(number) => quote!(if __seen.has(#number) { #check } else { #absent }),
        None => check,
    }
}

/// One rule: unless its condition holds, it is reported with what was found.
fn of_rule(p: &TokenStream, rule: &Rule, nth: usize) -> TokenStream {
    let span = rule.span;
    let (holds, found) = match &rule.demand {
        Demand::AnyOf(values) => {
            (members(p, rule, values), quote_spanned!(span=> #p::members_found(__value, "none of these")))
        }
        Demand::AllOf(values) => {
            let each = values.iter().map(|value| members(p, rule, std::slice::from_ref(value)));
            (quote!(#(#each)&&*), quote_spanned!(span=> #p::members_found(__value, "not all of these")))
        }
        Demand::NoneOf(values) => {
            let any = members(p, rule, values);
            (quote!(!#any), quote_spanned!(span=> #p::members_found(__value, "one of these among them")))
        }
        Demand::OneOf(values) => (is(p, &quote!(__value), values), quote!("another value")),
        Demand::Equals(value) => {
            (is(p, &quote!(__value), std::slice::from_ref(value)), quote!("another value"))
        }
        Demand::StartsWith(value) => {
            (quote_spanned!(span=> #p::starts_with(__value, #value)), quote!("text that starts otherwise"))
        }
        Demand::NonEmpty => (quote_spanned!(span=> #p::non_empty(__value)), quote!("nothing in it")),
        Demand::Len { min, max } => {
            let min = min.as_ref().map_or(quote!(0), |min| quote!(#min));
            let max = max.as_ref().map_or(quote!(#p::usize::MAX), |max| quote!(#max));
            (quote_spanned!(span=> #p::len(__value, #min, #max)), quote!(#p::length_found(__value)))
        }
        Demand::Range { min, max } => {
            let bound = |bound: &Option<Value>| match bound {
                Some(value) => quote_spanned!(value.span()=> #p::Some(&#value)),
                None => quote!(#p::None),
            };
            let (min, max) = (bound(min), bound(max));
            (quote_spanned!(span=> #p::range(__value, #min, #max)), quote!("a value outside"))
        }
        Demand::Check(path) => {
            return quote_spanned! {path.span()=>
                if let #p::Some(__refusal) = #p::Outcome::refusal(#path(__value)) {
                    __found.refused(&__RULES[#nth], __refusal);
                }
            };
        }
    };
    quote! {
        if !(#holds) {
            __found.unmet(&__RULES[#nth], #found);
        }
    }
}

/// Whether a member is one of the values.
fn members(p: &TokenStream, rule: &Rule, values: &[Value]) -> TokenStream {
    let one_of = is(p, &quote!(__member), values);
    quote_spanned!(rule.span=> #p::any_of(__value, |__member| #one_of))
}

/// Whether a claim is one of the values; an error stands at the value.
fn is(p: &TokenStream, claim: &TokenStream, values: &[Value]) -> TokenStream {
    let each = values.iter().map(|value| quote_spanned!(value.span()=> #p::Is::is(#claim, &#value)));
    quote!(#(#each)||*)
}
