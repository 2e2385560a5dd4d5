//! `answer = 403`: what a service answers where a rule of the field is broken.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::LitInt;
use syn::parse::ParseStream;

use crate::items::assigned;

/// One of the two answers, and where it is written.
#[derive(Clone, Copy)]
pub(crate) struct Answer {
    /// Whether it is 403.
    is_forbidden: bool,
    pub(crate) span: Span,
}

impl Answer {
    pub(crate) fn parse(name: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let input = assigned(name, input)?;
        let message = "expected `answer = 401`, the token is not for this, or `answer = 403`, the token does not grant this";
        let status: LitInt = input.parse().map_err(|error| syn::Error::new(error.span(), message))?;
        let is_forbidden = match status.base10_digits() {
            "401" if status.suffix().is_empty() => false,
            "403" if status.suffix().is_empty() => true,
            _ => return Err(syn::Error::new(status.span(), message)),
        };
        Ok(Self { is_forbidden, span: name.span() })
    }

    /// The same as a constant of the library.
    pub(crate) fn chosen(answer: Option<Self>, p: &TokenStream) -> TokenStream {
        match answer {
            Some(Self { is_forbidden: true, .. }) => quote!(#p::Some(#p::Answer::InsufficientScope)),
            Some(_) => quote!(#p::Some(#p::Answer::InvalidToken)),
            None => quote!(#p::None),
        }
    }
}
