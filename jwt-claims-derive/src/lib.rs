//! The derive macros of `jwt-claims`: `#[derive(Claims)]`, and for enums in
//! claims `#[derive(ClaimValue)]`, which is in `claim_value`.
//!
//! One file a stage: `attr` and `serde_attr` parse, `model` puts the
//! parts together, `check` refuses what contradicts itself, `expand`
//! writes the impls. When a stage failed, `fallback` writes impls that never
//! run, so that one mistake gives one error. `condition` and `context` hold what
//! conditions, forbidden claims, patterns and run-time values add to the stages.

mod attr;
mod case;
mod check;
mod claim_value;
mod condition;
mod context;
mod errors;
mod expand;
mod fallback;
mod items;
mod model;
mod registered;
mod rule;
mod serde_attr;
mod suggest;
mod value;

use proc_macro::TokenStream;
use syn::DeriveInput;

use errors::Errors;
use model::Model;

#[doc = include_str!("../REFERENCE.md")]
#[proc_macro_derive(Claims, attributes(claims, claim, serde))]
pub fn derive_claims(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    let mut errors = Errors::default();
    let model = Model::parse(&input, &mut errors);
    if let Some(model) = &model {
        check::check(model, &mut errors);
    }
    match (model, errors.into_tokens()) {
        (Some(model), None) => expand::expand(&model).into(),
        (_, errors) => {
            let fallback = fallback::fallback(&input);
            quote::quote!(#errors #fallback).into()
        }
    }
}

#[doc = include_str!("../CLAIM_VALUE.md")]
#[proc_macro_derive(ClaimValue, attributes(claim_value, serde))]
pub fn derive_claim_value(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    claim_value::derive(&input).into()
}
