//! The hidden structs with exactly the user's fields that serde_derive
//! expands: one to read, and a remote definition to write.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::paths;
use super::types::{self, Half};
use crate::model::{Field, Model};
use crate::registered::Registered;

/// The struct that is read, then moved field by field into the user's.
pub(super) fn read(model: &Model<'_>) -> TokenStream {
    let (p, (generics, where_clause)) = (model.private(), parameters(model, Half::Read));
    let serde = model.serde.without(&["default"]);
    let path = serde_path(&p);
    let default = model.serde.has("default").then(|| {
        let path = format!("{}::Default::default", spelled(&p));
        quote!(#[serde(default = #path)])
    });
    let default_impl = model.serde.has("default").then(|| default_impl(model));
    let of_the_top = model.own_fields().filter(|field| field.claim.path.is_none());
    let fields = of_the_top.map(|field| read_field(model, field));
    let marker = model.base.as_ref().map(|_| {
        let marker = super::extends::marker(model);
        quote!(#[serde(skip)] __marker: #marker)
    });
    let (objects, definitions) = (paths::outermost(model, Half::Read), paths::definitions(model, Half::Read));
    quote! {
        #[derive(#p::serde::Deserialize)]
        #[serde(crate = #path)]
        #serde
        #default
        struct __Wire #generics #where_clause { #(#fields,)* #(#objects,)* #marker }
        #default_impl
        #definitions
    }
}

/// A field of the hidden structs that are read.
pub(super) fn read_field(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let (ident, attrs, ty) = (field.ident, read_attrs(model, field), read_type(model, field));
    let bound = types::bound(model, field, Half::Read);
    let borrow = is_wrapped(model, field).then(|| types::borrow(field));
    quote!(#attrs #bound #borrow #ident: #ty)
}

/// The field's type in the struct that is read.
fn read_type(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let (p, ty) = (model.private(), types::self_named(model, field.ty));
    match wrapper(model, field) {
        Some(wrapper) => quote!(#p::#wrapper<#ty>),
        None => ty,
    }
}

/// The type's parameters and conditions, for the hidden structs.
pub(super) fn parameters(model: &Model<'_>, half: Half) -> (TokenStream, TokenStream) {
    let mut generics = model.generics.clone();
    let open = types::open_predicates(model, half);
    if !open.is_empty() {
        generics.make_where_clause().predicates.extend(open);
    }
    (types::self_named(model, &generics), types::self_named(model, &generics.where_clause))
}

/// Whether the field stands in a wrapper of ours.
pub(super) fn is_wrapped(model: &Model<'_>, field: &Field<'_>) -> bool {
    wrapper(model, field).is_some()
}

/// Time claims and `aud` are read by trait, and absent as serde has it for
/// their type: a wrapper tells serde. With a default the field is never
/// absent for serde, and needs none.
fn wrapper(model: &Model<'_>, field: &Field<'_>) -> Option<TokenStream> {
    if model.has_default(field) || field.is_skipped() {
        return None;
    }
    codec(field, Half::Read).map(|codec| if codec == "read_time" { quote!(Time) } else { quote!(Aud) })
}

/// The user's attributes, the name from `#[claim(name)]`, and the codec of
/// registered claims.
fn read_attrs(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let codec = match (codec(field, Half::Read), model.has_default(field)) {
        (Some(path), true) => {
            let path = types::path(model, field, &path);
            quote!(#[serde(deserialize_with = #path)])
        }
        _ => TokenStream::new(),
    };
    let attrs = named_attrs(model, field);
    quote!(#attrs #codec)
}

/// The library's function that reads or writes the registered claim, unless
/// the user says how.
pub(super) fn codec(field: &Field<'_>, half: Half) -> Option<String> {
    if field.is_skipped() || field.serde.has("with") || field.serde.has(half.with()) {
        return None;
    }
    match field.registered? {
        Registered::Aud => Some(format!("{}_audience", half.verb())),
        claim if claim.is_time() => Some(format!("{}_time", half.verb())),
        _ => None,
    }
}

/// The user's attributes, the name from `#[claim(name)]`, and `default` as
/// a path, so that a type without one is told of where it says `default`
/// (with parameters, serde infers what they must hold).
fn named_attrs(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let mut replaced = Vec::new();
    let in_object = field.claim.path.as_ref().map(|path| syn::LitStr::new(path.leaf(), path.span));
    let name = in_object.or_else(|| field.claim.name.clone()).map(|name| quote!(#[serde(rename = #name)]));
    replaced.extend(name.as_ref().map(|_| "rename"));
    let names_parameter = types::names_parameter(model, field.ty);
    let bare = field
        .serde
        .span_of(&["default"])
        .filter(|_| field.serde.text("default").is_none() && !names_parameter);
    let default = bare.map(|span| {
        let path = syn::LitStr::new(&format!("{}::Default::default", spelled(&model.private())), span);
        quote!(#[serde(default = #path)])
    });
    replaced.extend(default.as_ref().map(|_| "default"));
    let serde = field.serde.without(&replaced);
    quote!(#serde #name #default)
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
            let span = model.serde.span_of(&["default"]).unwrap_or_else(Span::call_site);
            {
                let p = super::written(&p, span);
                quote_spanned!(span=> #p::Default::default())
            }
        }
    };
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let names = model.own_fields().map(|field| field.ident);
    let marker = model.base.as_ref().map(|_| quote!(__marker: #p::PhantomData));
    quote! {
        impl #impl_generics #p::Default for __Wire #ty_generics #where_clause {
            fn default() -> Self {
                let __claims: #ident #ty_generics = #value;
                Self { #(#names: __claims.#names,)* #marker }
            }
        }
    }
}

/// serde's remote definition of the user's struct.
pub(super) fn write(model: &Model<'_>) -> TokenStream {
    let (p, (generics, where_clause)) = (model.private(), parameters(model, Half::Write));
    let serde = model.serde.without(&["default", "deny_unknown_fields"]);
    let path = serde_path(&p);
    // without parameters: serde adds those of the definition
    let remote = model.ident.to_string();
    let of_the_top = model.fields.iter().filter(|field| field.claim.path.is_none());
    let fields = of_the_top.map(|field| written_field(model, field));
    let (objects, definitions) =
        (paths::outermost(model, Half::Write), paths::definitions(model, Half::Write));
    quote! {
        #[derive(#p::serde::Serialize)]
        #[serde(crate = #path, remote = #remote)]
        #serde
        struct __Written #generics #where_clause { #(#fields,)* #(#objects,)* }
        #definitions
    }
}

/// A field of the remote definitions.
pub(super) fn written_field(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let (ident, ty, attrs) = (field.ident, types::self_named(model, field.ty), named_attrs(model, field));
    let bound = types::bound(model, field, Half::Write);
    let codec = codec(field, Half::Write).map(|path| {
        let path = types::path(model, field, &path);
        quote!(#[serde(serialize_with = #path)])
    });
    quote!(#attrs #bound #codec #ident: #ty)
}

fn serde_path(p: &TokenStream) -> String {
    format!("{}::serde", spelled(p))
}

/// A path as one string, for serde's attributes.
pub(super) fn spelled(path: &TokenStream) -> String {
    path.to_string().replace(' ', "")
}
