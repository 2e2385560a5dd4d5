//! `Part` and `Claims`: how the claims are read, each part by itself.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Generics;

use super::extends;
use super::wire::{self, Level};
use crate::base::emit::Type;
use crate::model::{Field, Model};

/// `Part<'t>` of the type, or of its further fields, and `Claims<'t>`.
pub(super) fn claims(model: &Model<'_>) -> TokenStream {
    let generics = with_token_lifetime(model);
    let part = (!model.is_direct()).then(|| part(model, &generics));
    let reading = extends::reading(model);
    let claims = model.ty().implement_for(&generics, quote!(__p::Claims<'__t> { #reading }));
    quote!(#part #claims)
}

fn part(model: &Model<'_>, generics: &Generics) -> TokenStream {
    let own = quote::format_ident!("__Own");
    let part = Type { ident: if model.base.is_some() { &own } else { model.ident }, ..model.ty() };
    let (takes, required, members, decode) =
        (takes(model), required(model), members(model), wire::decode(model));
    let slots = model.slot_count();
    let is_noted = |field: &Field<'_>| field.registered.is_some() && model.slot(&field.wire_name).is_some();
    let notes_registered = model.own_fields().any(is_noted);
    part.implement_for(generics, quote! { __p::Part<'__t> {
        const TAKES: __p::ClaimSet = #takes;
        const NOTED: __p::u32 = #slots;
        const NOTES_REGISTERED: __p::bool = #notes_registered;
        #required

        #[inline]
        fn member(name: &__p::str) -> __p::Member {
            match name {
                #members
                _ => __p::Member::Unknown,
            }
        }

        #[inline]
        fn decode<__D: __p::serde::Deserializer<'__t>>(__deserializer: __D) -> __p::Result<Self, __D::Error> {
            #decode
        }
    }})
}

/// serde's `Deserialize` of an object among the claims: an array is no object.
pub(super) fn nested(model: &Model<'_>) -> TokenStream {
    let decode = wire::decode(model);
    let read = quote! {
        let __deserializer = __p::OnlyObject(__deserializer);
        #decode
    };
    model.ty().deserialize(&with_token_lifetime(model), &read)
}

/// The type's parameters, the token's lifetime, and the conditions under which
/// it can be read.
fn with_token_lifetime(model: &Model<'_>) -> Generics {
    let mut generics = model.ty().with_lifetime("'__t");
    if !model.generics.params.is_empty() {
        let (_, ty_generics, _) = model.generics.split_for_impl();
        let reads = wire::conditions(model, &quote!(#ty_generics), &TokenStream::new());
        let reads = reads.into_iter().filter(|_| !model.is_direct());
        let base = model.base.as_ref().map(|base| base.ty);
        let base = base.map(|ty| -> syn::WherePredicate { syn::parse_quote!(#ty: __p::Claims<'__t>) });
        generics.make_where_clause().predicates.extend(reads.chain(base));
    }
    generics
}

/// The registered claims that the part sees.
fn takes(model: &Model<'_>) -> TokenStream {
    if model.own_fields().any(Field::is_flattened) {
        return quote!(__p::ClaimSet::ALL);
    }
    let fields = model.fields.iter().filter(|field| !field.is_skipped());
    let variants = fields.filter_map(|field| Some(field.registered?.variant()));
    quote!(__p::ClaimSet::of(&[#(__p::RegisteredClaim::#variants),*]))
}

/// The arms that name the members which the part takes.
fn members(model: &Model<'_>) -> TokenStream {
    let fields = || model.claim_fields().filter(|field| field.claim.path.is_none());
    let noted = fields().filter_map(|field| {
        let (slot, names) = (model.slot(&field.wire_name)?, field.names());
        Some(quote!(#(#names)|* => __p::Member::Noted(#slot),))
    });
    let top = Level::of(model.own_fields());
    let objects = top.object_names().into_iter().cloned();
    let plain = fields().filter(|field| model.slot(&field.wire_name).is_none());
    let plain: Vec<_> = plain.flat_map(Field::names).chain(objects).collect();
    // one arm for all of them: there are many
    let plain = (!plain.is_empty()).then(|| quote!(#(#plain)|* => __p::Member::Field,));
    let forbidden = model.claims.forbidden_names.iter().map(|(name, _)| {
        let slot = model.slot(name);
        quote!(#name => __p::Member::Forbidden(#slot),)
    });
    noted.chain(plain).chain(forbidden).collect()
}

/// `NEEDED` and `EXPECTED`: the fields that nothing replaces. After a failure
/// each is looked for, as serde stops at the first that is missing.
fn required(model: &Model<'_>) -> TokenStream {
    let needed = model.claim_fields().filter(|field| !field.is_base() && !model.has_default(field));
    let (plain, others): (Vec<_>, Vec<_>) = needed.partition(|field| is_plain(field));
    let plain = plain.into_iter().map(|field| null(std::slice::from_ref(&field.wire_name)));
    let others = others.into_iter().map(|field| {
        let path = match &field.claim.path {
            Some(path) => path.segments.as_slice(),
            None => std::slice::from_ref(&field.wire_name),
        };
        let aliases = field.aliases();
        // a function of the user's is not called for an absent claim
        let null = crate::base::emit::option((!field.has_codec()).then(|| null(path)));
        quote!(__p::Expected { path: &[#(#path),*], aliases: &[#(#aliases),*], null: #null })
    });
    quote! {
        const NEEDED: &'static [&'static __p::str] = &[#(#plain),*];
        const EXPECTED: &'static [__p::Expected<'static>] = &[#(#others),*];
    }
}

/// Whether serde reads it under one name that JSON writes as it is.
fn is_plain(field: &Field<'_>) -> bool {
    let has_one_name = field.claim.path.is_none() && field.aliases().next().is_none();
    has_one_name && !field.has_codec() && escape(&field.wire_name) == field.wire_name
}

/// `{"realm_access":{"roles":null}}`.
fn null(path: &[String]) -> String {
    path.iter().rev().fold("null".to_owned(), |inner, name| format!("{{\"{}\":{inner}}}", escape(name)))
}

/// The contents of a JSON string (RFC 8259 §7).
fn escape(name: &str) -> String {
    let escape = |character: char| match character {
        '"' | '\\' | '\0'..'\x20' => format!("\\u{:04x}", u32::from(character)),
        other => other.to_string(),
    };
    name.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_payload_in_which_one_claim_is_null() {
        let path = ["a\"b\\".to_owned(), "c\n\u{e9}".to_owned()];
        assert_eq!(super::null(&path), r#"{"a\u0022b\u005c":{"c\u000aé":null}}"#);
    }
}
