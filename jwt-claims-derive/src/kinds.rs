//! `#[derive(Claims)]` on an enum of kinds: each variant holds a claims type,
//! and a token is for one of them at most.

mod expand;
mod model;

use proc_macro2::TokenStream;
use syn::{DataEnum, DeriveInput};

use crate::base::errors::Errors;
use model::Kinds;

/// The impls, or `None` after an error.
pub(crate) fn derive(input: &DeriveInput, data: &DataEnum, errors: &mut Errors) -> Option<TokenStream> {
    let kinds = Kinds::parse(input, data, errors);
    errors.is_empty().then(|| expand::expand(&kinds))
}
