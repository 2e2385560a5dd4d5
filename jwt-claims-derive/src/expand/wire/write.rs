//! The structs that are written: serde's remote definitions of the user's.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Generics, LitStr, Path};

use super::level::Level;
use crate::base::types::is_option;
use crate::expand::bounds::{self, Bounds};
use crate::expand::codec::{attrs, codec, marker};
use crate::model::{Field, Model};

/// serde's remote definitions of the user's struct, one for each level.
pub(crate) fn structs(model: &Model<'_>, bounds: &Bounds) -> TokenStream {
    let top = Level::of(model.fields.iter());
    let whole = (!top.objects.is_empty()).then(|| whole(model));
    let aliases = bounds::aliases(model);
    let levels = top.all().into_iter().map(|level| write_level(model, level, bounds));
    std::iter::once(aliases).chain(levels).chain(whole).collect()
}

fn write_level(model: &Model<'_>, level: &Level<'_>, bounds: &Bounds) -> TokenStream {
    let ident = model.ident;
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let fields = level.fields.iter().map(|field| {
        let (written, skip) = (written_field(model, field), (level.number > 0).then(|| skip_absent(field)));
        quote!(#skip #written)
    });
    let objects = level.objects.iter().map(|object| {
        let (key, name) = (object.place.last(), object.variable());
        // also where the object is used, or a wrong type would be an error there, too
        let conditions = bounds::attribute(model, &object.claims());
        let (write, absent) = (format!("{}::serialize", object.name("Written")), object.name("is_absent").to_string());
        quote! {
            #[serde(rename = #key, getter = "__whole", serialize_with = #write, skip_serializing_if = #absent)]
            #conditions
            #name: #ident #ty_generics
        }
    });
    let serde = match level.number {
        0 => model.serde.without(&["bound", "default", "deny_unknown_fields"]),
        _ => TokenStream::new(),
    };
    let (written, bound) = (level.name("Written"), bounds.as_serde_attribute());
    // without parameters: serde adds those of the definition
    let remote = ident.to_string();
    let marker = (level.number > 0).then(|| marker(model));
    let helpers = (level.number > 0).then(|| absence(model, level, bounds));
    let (generics, where_clause) =
        (model.without_self(model.generics), model.without_self(&model.generics.where_clause));
    quote! {
        #[derive(__p::serde::Serialize)]
        #[serde(crate = "__p::serde", remote = #remote #bound)]
        #serde
        struct #written #generics #where_clause { #(#fields,)* #(#objects,)* #marker }
        #helpers
    }
}

fn written_field(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let (ident, ty, attrs) = (field.ident, model.without_self(field.ty), attrs(field));
    let codec = codec(field, "write").map(|codec| {
        let path = LitStr::new(&format!("__p::{codec}"), bounds::span(field));
        quote!(#[serde(serialize_with = #path)])
    });
    let conditions = bounds::attribute(model, &[field]);
    quote!(#attrs #codec #conditions #ident: #ty)
}

/// serde's way to the struct itself: the objects are written from it.
fn whole(model: &Model<'_>) -> TokenStream {
    let (ident, generics): (_, Generics) = (model.ident, model.ty().with_lifetime("'__w"));
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, ty_generics, _) = model.generics.split_for_impl();
    quote! {
        fn __whole #impl_generics (__claims: &'__w #ident #ty_generics) -> &'__w #ident #ty_generics #where_clause {
            __claims
        }
    }
}

/// An absent claim is not written as `null` into its object.
fn skip_absent(field: &Field<'_>) -> Option<TokenStream> {
    let path = match field.serde.has("with") || field.serde.has("serialize_with") {
        _ if field.serde.has("skip_serializing_if") => return None,
        // the type may not implement `Serialize`
        true if is_option(field.ty) => "__p::Option::is_none",
        true => return None,
        false => "__p::is_none",
    };
    Some(quote!(#[serde(skip_serializing_if = #path)]))
}

/// The function by which serde leaves out an object that would be empty.
fn absence(model: &Model<'_>, level: &Level<'_>, bounds: &Bounds) -> TokenStream {
    let (ident, name) = (model.ident, level.name("is_absent"));
    let mut generics = model.generics.clone();
    bounds.add_to(&mut generics);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let absent = level.claims().into_iter().map(|field| {
        let ident = field.ident;
        let skips = field.serde.text("skip_serializing_if").and_then(|path| path.parse::<Path>().ok());
        match skips {
            Some(skips) => quote!(#skips(&__claims.#ident)),
            None if model.names_parameter(field.ty) => quote!(__p::is_none(&__claims.#ident)),
            None => quote!(__p::Probe(&__claims.#ident).value().is_none()),
        }
    });
    quote!(fn #name #impl_generics (__claims: &#ident #ty_generics) -> __p::bool #where_clause { #(#absent)&&* })
}
