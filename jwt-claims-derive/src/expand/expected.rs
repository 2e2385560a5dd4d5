//! What a token must have for the fields to be read, as constants: the failing
//! path asks for each, where serde stops at the first that is missing.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Field, Model};

/// The fields that nothing stands in for, from top to bottom.
pub(super) fn expected(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let needed = |field: &&Field<'_>| {
        let is_claim = !field.is_skipped() && !field.is_flattened() && field.claim.base.is_none();
        is_claim && !model.has_default(field)
    };
    let expected = model.fields.iter().filter(needed).map(|field| {
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
    });
    quote!(&[#(#expected),*])
}

/// `{"realm_access":{"roles":null}}`.
fn null(path: &[String]) -> String {
    path.iter().rev().fold("null".to_owned(), |inner, name| format!("{{\"{}\":{inner}}}", escaped(name)))
}

/// As JSON has it in a string (RFC 8259 §7).
fn escaped(name: &str) -> String {
    let escape = |character| match character {
        '"' | '\\' => format!("\\{character}"),
        '\0'..'\x20' => format!("\\u{:04x}", u32::from(character)),
        other => other.to_string(),
    };
    name.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_payload_in_which_one_claim_is_null() {
        let path = ["a\"b\\".to_owned(), "c\n\u{e9}".to_owned()];
        assert_eq!(super::null(&path), r#"{"a\"b\\":{"c\u000aé":null}}"#);
    }
}
