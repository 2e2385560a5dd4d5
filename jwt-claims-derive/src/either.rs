//! `either(scp, roles)`: fields of which one must hold.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Token, parenthesized, token};

pub(crate) struct Either {
    /// The fields, by their names in the struct.
    pub(crate) fields: Vec<Ident>,
}

impl Either {
    pub(crate) fn parse(name: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let expected = "`either` names the fields of which one must hold: `either(scp, roles)`";
        if !input.peek(token::Paren) {
            return Err(syn::Error::new_spanned(name, expected));
        }
        let content;
        parenthesized!(content in input);
        let fields = content.parse_terminated(Ident::parse_any, Token![,])?;
        if fields.len() < 2 {
            return Err(syn::Error::new_spanned(name, expected));
        }
        Ok(Self { fields: fields.into_iter().collect() })
    }

    pub(crate) fn names(&self, field: &Ident) -> bool {
        self.fields.iter().any(|name| name.unraw() == field.unraw())
    }
}
