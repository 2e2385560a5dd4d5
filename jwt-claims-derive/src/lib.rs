//! The derive macros of `jwt-claims`: `#[derive(Claims)]`, `#[derive(NestedClaims)]`
//! for objects among claims, and `#[derive(ClaimValue)]` for enums in claims.
//!
//! A stage each: `attr` parses the attributes with the grammar of `syntax`,
//! `model` puts the parts together, `check` refuses contradictions, and `expand`
//! writes the impls. After an error `fallback` writes impls that are never run,
//! so that one mistake is one error.

mod attr;
mod base;
mod check;
mod claim_value;
mod expand;
mod fallback;
mod hint;
mod kinds;
mod model;
#[cfg(test)]
#[path = "../tests/unit/reference.rs"]
mod reference;
mod rule_set;
// A symlink, which rustfmt would replace by a copy.
#[rustfmt::skip]
mod rule_table;
mod syntax;

use proc_macro::TokenStream;
use syn::{Data, DeriveInput};

use base::errors::Errors;
use model::{Kind, Model};
use rule_set::RuleSets;
use rule_set::applied::{Application, apply, question};

#[doc = include_str!("../REFERENCE.md")]
#[proc_macro_derive(Claims, attributes(claims, claim, serde))]
pub fn derive_claims(input: TokenStream) -> TokenStream {
    derive(Kind::Token, input)
}

/// Makes a struct a nested object of a token's claims, with its own rules.
///
/// Use it in a field with `#[claim(nested)]`; see [`Claims`](macro@Claims#nested). Its
/// fields take the same rules. The struct takes `check`, `either`, `verify_only` and
/// `crate`.
///
/// It also derives serde's `Deserialize` and `Serialize`.
#[proc_macro_derive(NestedClaims, attributes(claims, claim, serde))]
pub fn derive_nested_claims(input: TokenStream) -> TokenStream {
    derive(Kind::Nested, input)
}

fn derive(kind: Kind, input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    expand_or_ask(&Application { kind, input, answers: Vec::new() }).into()
}

/// The impls, once every rule set that the struct names has answered; until
/// then the question to the next set.
fn expand_or_ask(application: &Application) -> proc_macro2::TokenStream {
    if let Some(question) = question(application) {
        return question;
    }
    let Application { kind, input, answers } = application;
    let (kind, mut errors) = (*kind, Errors::default());
    let expanded = match (kind, &input.data) {
        (Kind::Token, Data::Enum(data)) => kinds::derive(input, data, &mut errors),
        _ => Model::parse(kind, input, &mut errors).and_then(|mut model| {
            apply(&mut model, answers, &mut errors);
            check::check(&model, &mut errors);
            errors.is_empty().then(|| {
                let (expanded, hints) = (expand::expand(&model), hint::hints(&model));
                quote::quote!(#expanded #hints)
            })
        }),
    };
    expanded.unwrap_or_else(|| {
        let (errors, fallback) = (errors.into_tokens(), fallback::claims(kind, input));
        quote::quote!(#errors #fallback)
    })
}

/// Defines a rule set that several claims types can apply to their fields; see
/// [`Claims`](macro@Claims#rule-sets).
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

/// Called by a rule set, with the struct and the rules of the set.
#[doc(hidden)]
#[proc_macro]
pub fn __apply(input: TokenStream) -> TokenStream {
    let application = syn::parse_macro_input!(input as Application);
    expand_or_ask(&application).into()
}

#[doc = include_str!("../CLAIM_VALUE.md")]
#[proc_macro_derive(ClaimValue, attributes(claim_value, serde))]
pub fn derive_claim_value(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    claim_value::derive(&input).into()
}
