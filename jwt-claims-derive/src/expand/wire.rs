//! The hidden structs with exactly the user's fields that serde_derive
//! expands: one to read, and a remote definition to write.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Type;

use crate::model::{Field, Model};
use crate::registered::Registered;

/// The struct that is read, then moved field by field into the user's.
pub(super) fn read(model: &Model<'_>) -> TokenStream {
    let (p, generics) = (model.private(), model.generics);
    let where_clause = &generics.where_clause;
    let serde = model.serde.without(&["default"]);
    let path = serde_path(&p);
    let default = model.serde.has("default").then(|| quote!(#[serde(default)]));
    let default_impl = model.serde.has("default").then(|| default_impl(model));
    let fields = model.fields.iter().map(|field| {
        let (ident, attrs, ty) = (field.ident, read_attrs(model, field), self_named(model, field.ty));
        match wrapper(model, field) {
            Some(wrapper) => quote!(#attrs #ident: #p::#wrapper<#ty>),
            None => quote!(#attrs #ident: #ty),
        }
    });
    quote! {
        #[derive(#p::serde::Deserialize)]
        #[serde(crate = #path)]
        #serde
        #default
        struct __Wire #generics #where_clause { #(#fields),* }
        #default_impl
    }
}

/// Whether the field stands in a wrapper of ours.
pub(super) fn is_wrapped(model: &Model<'_>, field: &Field<'_>) -> bool {
    wrapper(model, field).is_some()
}

/// Time claims and `aud` are read by trait, and absent as serde has it for
/// their type: a wrapper tells serde. With a default the field is never
/// absent for serde, and needs none.
fn wrapper(model: &Model<'_>, field: &Field<'_>) -> Option<TokenStream> {
    if model.has_default(field) || field.is_skipped() || has_own_codec(field, "deserialize_with") {
        return None;
    }
    match field.registered? {
        Registered::Aud => Some(quote!(Aud)),
        claim if claim.is_time() => Some(quote!(Time)),
        _ => None,
    }
}

/// Whether the user says how the field is read or written.
fn has_own_codec(field: &Field<'_>, half: &str) -> bool {
    field.serde.has("with") || field.serde.has(half)
}

/// The user's attributes, the name from `#[claim(name)]`, and the codec of
/// registered claims.
fn read_attrs(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let codec = match (codec(field, "read", "deserialize_with"), model.has_default(field)) {
        (Some(path), true) => {
            let path = format!("{}::{path}", spelled(&model.private()));
            quote!(#[serde(deserialize_with = #path)])
        }
        _ => TokenStream::new(),
    };
    let attrs = named_attrs(field);
    quote!(#attrs #codec)
}

/// The library's function that reads or writes the registered claim.
fn codec(field: &Field<'_>, verb: &str, half: &str) -> Option<String> {
    let registered = field.registered.filter(|_| !field.is_skipped() && !has_own_codec(field, half))?;
    match registered {
        Registered::Aud => Some(format!("{verb}_audience")),
        claim if claim.is_time() => Some(format!("{verb}_time")),
        _ => None,
    }
}

fn named_attrs(field: &Field<'_>) -> TokenStream {
    match &field.claim.name {
        None => field.serde.without(&[]),
        Some(name) => {
            let serde = field.serde.without(&["rename"]);
            quote!(#serde #[serde(rename = #name)])
        }
    }
}

/// A container default: the user's own, moved into the wire struct.
fn default_impl(model: &Model<'_>) -> TokenStream {
    let (p, ident) = (model.private(), model.ident);
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let mut generics = model.generics.clone();
    let value = match model.serde.text("default") {
        Some(path) => match path.parse::<syn::Path>() {
            Ok(path) => quote!(#path()),
            Err(error) => return error.into_compile_error(),
        },
        None => {
            if !generics.params.is_empty() {
                let bound = syn::parse_quote!(#ident #ty_generics: #p::Default);
                generics.make_where_clause().predicates.push(bound);
            }
            quote!(#p::Default::default())
        }
    };
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let names = model.fields.iter().map(|field| field.ident);
    quote! {
        impl #impl_generics #p::Default for __Wire #ty_generics #where_clause {
            fn default() -> Self {
                let __claims: #ident #ty_generics = #value;
                Self { #(#names: __claims.#names),* }
            }
        }
    }
}

/// serde's remote definition of the user's struct.
pub(super) fn write(model: &Model<'_>) -> TokenStream {
    let (p, ident, generics) = (model.private(), model.ident, model.generics);
    let where_clause = &generics.where_clause;
    let serde = model.serde.without(&["default", "deny_unknown_fields"]);
    let path = serde_path(&p);
    let remote = ident.to_string();
    let fields = model.fields.iter().map(|field| {
        let (ident, ty, attrs) = (field.ident, self_named(model, field.ty), named_attrs(field));
        let codec = codec(field, "write", "serialize_with").map(|path| {
            let path = format!("{}::{path}", spelled(&p));
            quote!(#[serde(serialize_with = #path)])
        });
        quote!(#attrs #codec #ident: #ty)
    });
    quote! {
        #[derive(#p::serde::Serialize)]
        #[serde(crate = #path, remote = #remote)]
        #serde
        struct __Written #generics #where_clause { #(#fields),* }
    }
}

fn serde_path(p: &TokenStream) -> String {
    format!("{}::serde", spelled(p))
}

/// A path as one string, for serde's attributes.
fn spelled(path: &TokenStream) -> String {
    path.to_string().replace(' ', "")
}

/// The type, with `Self` spelled out: inside the hidden structs it would be
/// another.
fn self_named(model: &Model<'_>, ty: &Type) -> TokenStream {
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let (ident, ty_generics) = (model.ident, ty_generics.to_token_stream());
    replace_self(ty.to_token_stream(), &quote!(#ident #ty_generics))
}

fn replace_self(tokens: TokenStream, name: &TokenStream) -> TokenStream {
    let replaced = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) if ident == "Self" => name.clone(),
        TokenTree::Group(group) => {
            let mut inner = proc_macro2::Group::new(group.delimiter(), replace_self(group.stream(), name));
            inner.set_span(group.span());
            TokenTree::Group(inner).into()
        }
        other => other.into(),
    });
    replaced.collect()
}
