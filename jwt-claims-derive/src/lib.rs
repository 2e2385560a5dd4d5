//! The derive macros of `jwt-claims`: `#[derive(Claims)]`, `#[derive(NestedClaims)]`
//! for objects among claims, and for enums in claims `#[derive(ClaimValue)]`,
//! which is in `claim_value`.
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
mod either;
mod errors;
mod expand;
mod extends;
mod fallback;
mod items;
mod kinds;
mod lifetimes;
mod model;
mod path;
mod registered;
mod rule;
mod serde_attr;
mod suggest;
mod value;

use proc_macro::TokenStream;
use syn::{Data, DeriveInput};

use errors::Errors;
use model::{Kind, Model};

#[doc = include_str!("../REFERENCE.md")]
#[proc_macro_derive(Claims, attributes(claims, claim, serde))]
pub fn derive_claims(input: TokenStream) -> TokenStream {
    derive(Kind::Token, input)
}

/// Makes a struct an object among a token's claims, with rules of its own.
///
/// It is read and written where a field says `#[claim(nested)]`, and its rules
/// are checked there; see [`Claims`](macro@Claims). The rules on its fields are
/// the same. On the struct stand `check`, `either`, `verify_only` and `crate`.
///
/// serde's `Deserialize` and `Serialize` are derived along with it.
#[proc_macro_derive(NestedClaims, attributes(claims, claim, serde))]
pub fn derive_nested_claims(input: TokenStream) -> TokenStream {
    derive(Kind::Nested, input)
}

fn derive(kind: Kind, input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    let mut errors = Errors::default();
    if let (Kind::Token, Data::Enum(data)) = (kind, &input.data) {
        let kinds = kinds::derive(&input, data, &mut errors);
        return kinds.unwrap_or_else(|| refused(kind, &input, errors)).into();
    }
    let model = Model::parse(kind, &input, &mut errors);
    if let Some(model) = &model {
        check::check(model, &mut errors);
    }
    match model.filter(|_| errors.is_empty()) {
        Some(model) => expand::expand(&model).into(),
        None => refused(kind, &input, errors).into(),
    }
}

/// What was wrong, and impls that keep it the only thing that is said.
fn refused(kind: Kind, input: &DeriveInput, errors: Errors) -> proc_macro2::TokenStream {
    let (errors, fallback) = (errors.into_tokens(), fallback::fallback(kind, input));
    quote::quote!(#errors #fallback)
}

#[doc = include_str!("../CLAIM_VALUE.md")]
#[proc_macro_derive(ClaimValue, attributes(claim_value, serde))]
pub fn derive_claim_value(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    claim_value::derive(&input).into()
}
