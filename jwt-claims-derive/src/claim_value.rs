//! `#[derive(ClaimValue)]`: an enum whose variants are strings in a token.
//!
//! The same stages as for claims types: [`attr`] parses, [`model`] puts the
//! parts together and refuses contradictions, [`hierarchy`] finds which variants
//! imply which, [`expand`] writes the impls.

mod attr;
mod expand;
mod hierarchy;
mod model;
mod variant;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::base::errors::Errors;
use model::Model;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let model = Model::parse(input, &mut errors);
    match (model, errors.into_tokens()) {
        (Some(model), None) => expand::expand(&model),
        (_, errors) => {
            let fallback = expand::fallback(input);
            quote!(#errors #fallback)
        }
    }
}
