//! PARSE: rules on claims that are declared elsewhere: `roles(any_of = [...])`.

use proc_macro2::{Ident, TokenStream};
use syn::Token;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};

use super::field::ClaimAttr;
use crate::base::errors::{Errors, refuse};
use crate::syntax::items::in_parens;
use crate::syntax::rule::RuleList;

/// The rules on one of those claims.
pub(crate) struct Added {
    /// The field that holds the claim.
    pub(crate) field: Ident,
    pub(crate) rules: RuleList,
}

impl Added {
    /// `roles(any_of = [...]), sub(non_empty)`, with the grammar of
    /// `#[claim(...)]`. `owner` is where attributes of the field belong.
    pub(crate) fn parse(tokens: &TokenStream, example: &str, owner: &str, errors: &mut Errors) -> Vec<Self> {
        let mut added: Vec<Self> = Vec::new();
        let walk = |input: ParseStream<'_>| {
            while !input.is_empty() {
                let field = input.call(Ident::parse_any)?;
                let expected = format!("expected the rules on `{field}` in parentheses: `{example}`");
                let rules = in_parens(&field, input, &expected, TokenStream::parse)?;
                let claim = ClaimAttr::parse(&[syn::parse_quote!(#[claim(#rules)])], errors);
                if added.iter().any(|earlier| earlier.field == field) {
                    refuse!(errors, &field => "`{field}` is named twice; put its rules together");
                }
                added.push(Self { field, rules: claim.into_rules(owner, errors) });
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        if let Err(error) = walk.parse2(tokens.clone()) {
            errors.push(error);
        }
        added
    }
}
