//! The derive macros of `jwt-claims`: `#[derive(Claims)]`, `#[derive(NestedClaims)]`
//! for objects among claims, and for enums in claims `#[derive(ClaimValue)]`,
//! which is in `claim_value`.
//!
//! One file a stage: `attr` and `serde_attr` parse, `model` puts the
//! parts together, `check` refuses what contradicts itself, `expand`
//! writes the impls. When a stage failed, `fallback` writes impls that never
//! run, so that one mistake gives one error. `condition` and `context` hold what
//! conditions, forbidden claims and run-time values add to the stages.

mod answer;
mod arguments;
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
mod hint;
mod items;
mod kinds;
mod lifetimes;
mod model;
mod path;
#[cfg(test)]
mod reference;
mod registered;
mod rule;
mod rule_set;
// A symlink, which rustfmt would replace by a copy.
#[rustfmt::skip]
mod rule_table;
mod serde_attr;
mod suggest;
mod value;

use proc_macro::TokenStream;
use syn::{Data, DeriveInput};

use errors::Errors;
use model::{Kind, Model};
use rule_set::RuleSets;
use rule_set::applied::{Asked, apply, ask};

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
    written(&Asked { kind, input, answers: Vec::new() }).into()
}

/// The impls, once every rule set that the struct names has answered.
fn written(asked: &Asked) -> proc_macro2::TokenStream {
    if let Some(question) = ask(asked) {
        return question;
    }
    let Asked { kind, input, answers } = asked;
    let (kind, mut errors) = (*kind, Errors::default());
    if let (Kind::Token, Data::Enum(data)) = (kind, &input.data) {
        let kinds = kinds::derive(input, data, &mut errors);
        return kinds.unwrap_or_else(|| refused(kind, input, errors));
    }
    let mut model = Model::parse(kind, input, &mut errors);
    if let Some(model) = &mut model {
        apply(model, answers, &mut errors);
        check::check(model, &mut errors);
    }
    match model.filter(|_| errors.is_empty()) {
        Some(model) => {
            let (expanded, hints) = (expand::expand(&model), hint::hints(&model));
            quote::quote!(#expanded #hints)
        }
        None => refused(kind, input, errors),
    }
}

/// What was wrong, and impls that keep it the only thing that is said.
fn refused(kind: Kind, input: &DeriveInput, errors: Errors) -> proc_macro2::TokenStream {
    let (errors, fallback) = (errors.into_tokens(), fallback::fallback(kind, input));
    quote::quote!(#errors #fallback)
}

/// Gives rules a name, under which several claims types apply them to their
/// fields; see [`Claims`](macro@Claims).
///
/// ```
/// jwt_claims::rules! {
///     /// Staff of a tenant.
///     pub(crate) Staff { roles(any_of = ["staff", "admin"]), tenant(non_empty) }
/// }
///
/// #[derive(jwt_claims::Claims)]
/// #[claims(ttl = "15m", rules = Staff)]
/// struct Access {
///     roles: Vec<String>,
///     tenant: String,
/// }
/// ```
#[proc_macro]
pub fn rules(input: TokenStream) -> TokenStream {
    let sets = syn::parse_macro_input!(input as RuleSets);
    rule_set::define(&sets).into()
}

/// What a rule set calls: the struct and its rules come back.
#[doc(hidden)]
#[proc_macro]
pub fn __apply(input: TokenStream) -> TokenStream {
    let asked = syn::parse_macro_input!(input as Asked);
    written(&asked).into()
}

#[doc = include_str!("../CLAIM_VALUE.md")]
#[proc_macro_derive(ClaimValue, attributes(claim_value, serde))]
pub fn derive_claim_value(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    claim_value::derive(&input).into()
}
