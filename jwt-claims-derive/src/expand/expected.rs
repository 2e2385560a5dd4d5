//! What a token must have for the fields to be read, as constants: the failing
//! path asks for each, where serde stops at the first that is missing.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Field, Model};
use crate::value::escaped;

/// `NEEDED` and `EXPECTED`: the fields that nothing stands in for, the plain ones
/// in as few tokens as can be.
pub(super) fn expected(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let claims = model.fields.iter().filter(|field| !field.is_skipped() && !field.is_flattened());
    let needed = claims.filter(|field| field.claim.base.is_none() && !model.has_default(field));
    let (plain, others): (Vec<_>, Vec<_>) = needed.partition(|field| is_plain(field));
    let plain = plain.into_iter().map(|field| null(std::slice::from_ref(&field.wire_name)));
    let others = others.into_iter().map(|field| special(&p, field));
    quote! {
        const NEEDED: &'static [&'static #p::str] = &[#(#plain),*];
        const EXPECTED: &'static [#p::Expected<'static>] = &[#(#others),*];
    }
}

/// Whether serde reads it by itself, under one name that JSON writes as it is.
fn is_plain(field: &Field<'_>) -> bool {
    let own = ["with", "deserialize_with", "alias"].iter().any(|key| field.serde.has(key));
    !own && field.claim.path.is_none() && escaped(&field.wire_name) == field.wire_name
}

fn special(p: &TokenStream, field: &Field<'_>) -> TokenStream {
    let path = match &field.claim.path {
        Some(path) => path.segments.as_slice(),
        None => std::slice::from_ref(&field.wire_name),
    };
    let aliases = field.serde.texts("alias");
    // serde asks the type only where it reads it by itself
    let null = if field.serde.has("with") || field.serde.has("deserialize_with") {
        quote!(#p::None)
    } else {
        let null = null(path);
        quote!(#p::Some(#null))
    };
    quote!(#p::Expected { path: &[#(#path),*], aliases: &[#(#aliases),*], null: #null })
}

/// `{"realm_access":{"roles":null}}`.
fn null(path: &[String]) -> String {
    path.iter().rev().fold("null".to_owned(), |inner, name| format!("{{\"{}\":{inner}}}", escaped(name)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_payload_in_which_one_claim_is_null() {
        let path = ["a\"b\\".to_owned(), "c\n\u{e9}".to_owned()];
        assert_eq!(super::null(&path), r#"{"a\"b\\":{"c\né":null}}"#);
    }
}
