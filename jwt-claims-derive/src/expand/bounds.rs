//! What the type parameters of a generic claims type must hold to be read and
//! written: inferred as serde does it, and for both hidden structs alike.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Generics, Token, WherePredicate};

use super::types::{self, Half};
use crate::model::{Field, Model};
use crate::serde_attr::SerdeAttr;

/// The type's generics, with what serde's remote definition demands of them.
pub(super) fn to_serialize(model: &Model<'_>) -> Generics {
    let mut generics = model.generics.clone();
    if generics.type_params().next().is_none() {
        return generics;
    }
    let of_struct = given(&model.serde, Half::Write);
    let infers = of_struct.is_none();
    let of_fields = model.fields.iter().flat_map(|field| match given(&field.serde, Half::Write) {
        Some(given) => given,
        None if infers => predicates(&inferred(model, field, Half::Write)),
        None => Vec::new(),
    });
    let open = types::open_predicates(model, Half::Write);
    let predicates = of_struct.into_iter().flatten().chain(of_fields).chain(open);
    generics.make_where_clause().predicates.extend(predicates);
    generics
}

/// The conditions of `#[serde(bound = "...")]`.
fn given(serde: &SerdeAttr, half: Half) -> Option<Vec<WherePredicate>> {
    serde.bound(half.key()).map(|text| predicates(&text.value()))
}

fn predicates(text: &str) -> Vec<WherePredicate> {
    let parser = Punctuated::<WherePredicate, Token![,]>::parse_terminated;
    let parsed = syn::parse::Parser::parse_str(parser, text);
    parsed.map(|predicates| predicates.into_iter().collect()).unwrap_or_default()
}

/// The condition for each `T` and `T::Item` in the field's type.
pub(super) fn inferred(model: &Model<'_>, field: &Field<'_>, half: Half) -> String {
    if !types::takes_part(field, half) || super::wire::codec(field, half).is_some() {
        return String::new();
    }
    let p = super::wire::spelled(&model.private());
    let demand = match half {
        Half::Read => format!("{p}::serde::Deserialize<'de>"),
        Half::Write => format!("{p}::serde::Serialize"),
    };
    let parameters: Vec<_> = model.generics.type_params().map(|parameter| &parameter.ident).collect();
    let mut conditions: Vec<String> = Vec::new();
    usages(field.ty.to_token_stream(), &parameters, &mut |usage| {
        let condition = format!("{usage}: {demand}");
        if !conditions.contains(&condition) {
            conditions.push(condition);
        }
    });
    conditions.join(", ")
}

/// Tells of each `T` and `T::Item` in a type. What stands in a `PhantomData`
/// is neither read nor written.
fn usages(tokens: TokenStream, parameters: &[&syn::Ident], tell: &mut dyn FnMut(TokenStream)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut nth = 0;
    while nth < tokens.len() {
        match &tokens[nth] {
            TokenTree::Group(group) => usages(group.stream(), parameters, tell),
            TokenTree::Ident(ident) if ident == "PhantomData" => nth += arguments(&tokens[nth + 1..]),
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

/// How many tokens `<...>` takes.
fn arguments(tokens: &[TokenTree]) -> usize {
    let mut depth = 0;
    for (nth, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return if nth == 0 { 0 } else { nth + 1 };
        }
    }
    tokens.len()
}

/// Whether a path leads up to this place: then it only has a parameter's name.
fn is_path_tail(tokens: &[TokenTree], place: usize) -> bool {
    place > 0 && matches!(&tokens[place - 1], TokenTree::Punct(punct) if punct.as_char() == ':')
}
