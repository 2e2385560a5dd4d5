//! What a generic claims type must hold to be written: the bounds that serde
//! infers for the remote definition, inferred the same way.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Generics, LitStr, Token, WherePredicate};

use super::types::{self, Half};
use crate::model::Model;
use crate::serde_attr::SerdeAttr;

/// The type's generics, with those bounds.
pub(super) fn to_serialize(model: &Model<'_>) -> Generics {
    let mut generics = model.generics.clone();
    if generics.type_params().next().is_none() {
        return generics;
    }
    let predicates = match given(&model.serde) {
        Some(predicates) => predicates,
        None => inferred(model),
    };
    let predicates = predicates.into_iter().chain(types::open_predicates(model, Half::Write));
    generics.make_where_clause().predicates.extend(predicates);
    generics
}

/// The bounds of `#[serde(bound = "...")]`.
fn given(serde: &SerdeAttr) -> Option<Vec<WherePredicate>> {
    let text: &LitStr = serde.text("bound")?;
    let predicates = text.parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated).ok()?;
    Some(predicates.into_iter().collect())
}

/// `T: Serialize` for each type parameter that a written field uses.
fn inferred(model: &Model<'_>) -> Vec<WherePredicate> {
    let p = model.private();
    let parameters: Vec<_> = model.generics.type_params().map(|parameter| &parameter.ident).collect();
    let mut predicates: Vec<WherePredicate> = Vec::new();
    let mut used: Vec<String> = Vec::new();
    for field in &model.fields {
        if let Some(bounds) = given(&field.serde) {
            predicates.extend(bounds);
            continue;
        }
        let codec = ["skip", "skip_serializing", "with", "serialize_with"];
        let is_coded = super::wire::codec(field, Half::Write).is_some();
        if is_coded || codec.iter().any(|key| field.serde.has(key)) {
            continue;
        }
        usages(field.ty.to_token_stream(), &parameters, &mut |usage| {
            if !used.contains(&usage.to_string()) {
                used.push(usage.to_string());
                predicates.push(syn::parse_quote!(#usage: #p::serde::Serialize));
            }
        });
    }
    predicates
}

/// Tells of each `T` and `T::Item` in a type. What stands in a `PhantomData`
/// is not written.
fn usages(tokens: TokenStream, parameters: &[&syn::Ident], tell: &mut dyn FnMut(TokenStream)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut nth = 0;
    while nth < tokens.len() {
        match &tokens[nth] {
            TokenTree::Group(group) => usages(group.stream(), parameters, tell),
            TokenTree::Ident(ident) if ident == "PhantomData" => return,
            TokenTree::Ident(ident) if parameters.contains(&ident) && !is_path_tail(&tokens, nth) => {
                let rest = &tokens[nth + 1..];
                let is_path = matches!(rest, [TokenTree::Punct(a), TokenTree::Punct(b), TokenTree::Ident(_), ..]
                    if a.as_char() == ':' && b.as_char() == ':');
                let length = if is_path { 4 } else { 1 };
                let usage = &tokens[nth..nth + length];
                tell(quote!(#(#usage)*));
                nth += length - 1;
            }
            _ => {}
        }
        nth += 1;
    }
}

/// Whether a path leads up to this place: then it only has a parameter's name.
fn is_path_tail(tokens: &[TokenTree], place: usize) -> bool {
    place > 0 && matches!(&tokens[place - 1], TokenTree::Punct(punct) if punct.as_char() == ':')
}
