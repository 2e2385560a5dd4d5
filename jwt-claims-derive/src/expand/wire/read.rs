//! The structs that are read. Each has a type parameter for each field: serde's
//! impls then demand nothing of the fields' types, so that a wrong type is one
//! error, which `bounds` reports at the type.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{LitStr, Path, WherePredicate};

use super::level::Level;
use crate::expand::bounds;
use crate::expand::codec::{attrs, codec, marker, wrapper};
use crate::model::{Field, Model};

/// One field of a struct that is read.
struct Member {
    attrs: TokenStream,
    name: Ident,
    ty: TokenStream,
    /// Whether it has a type parameter.
    is_open: bool,
}

/// The structs that are read, and for each `__Read`: the struct with the types
/// of the fields.
pub(crate) fn structs(model: &Model<'_>) -> TokenStream {
    let top = Level::of(model.own_fields());
    let default = model.serde.has("default").then(|| default_impl(model));
    top.all().into_iter().map(|level| read_level(model, level)).chain(default).collect()
}

fn read_level(model: &Model<'_>, level: &Level<'_>) -> TokenStream {
    let (mut generics, mut types) = (model.generics.clone(), Vec::new());
    let fields =
        members(model, level).into_iter().enumerate().map(|(nth, Member { attrs, name, ty, is_open })| {
            if !is_open {
                return quote!(#attrs #name: #ty);
            }
            let parameter = format_ident!("__F{nth}");
            generics.params.push(syn::parse_quote!(#parameter));
            types.push(ty);
            quote!(#attrs #name: #parameter)
        });
    let fields: Vec<_> = fields.collect();
    let (wire, read) = (level.name("Wire"), level.name("Read"));
    // further parameters follow, so that those of the user have no defaults
    let (declared, ty_generics, _) = generics.split_for_impl();
    let has_default = level.number == 0 && model.serde.has("default");
    let (serde, expecting) = match level.number {
        0 => (model.serde.without(&["default"]), None),
        _ => (model.serde.only("bound"), Some(quote!(, expecting = "a JSON object"))),
    };
    let default = has_default.then(|| quote!(, default = "__p::Default::default"));
    // serde adds no condition for the path of a default
    let condition = has_default.then(|| {
        let condition = quote!(#wire #ty_generics: __p::Default).to_string();
        quote!(#[serde(bound(deserialize = #condition))])
    });
    let where_clause = model.without_self(&model.generics.where_clause);
    let (marker, own) = (marker(model), model.generics.params.iter().map(bounds::name));
    let (generics, own_generics) = (model.without_self(&declared), model.without_self(model.generics));
    quote! {
        #[derive(__p::serde::Deserialize)]
        #[serde(crate = "__p::serde" #expecting #default)]
        #serde
        struct #wire #generics #where_clause { #(#fields,)* #condition #marker }
        type #read #own_generics = #wire<#(#own,)* #(#types,)*>;
    }
}

/// The fields of the struct, then the objects in it.
fn members(model: &Model<'_>, level: &Level<'_>) -> Vec<Member> {
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let fields = level.fields.iter().map(|field| read_field(model, field));
    let objects = level.objects.iter().map(|object| {
        let (key, read) = (object.place.last(), object.name("Read"));
        let (attrs, ty) = (quote!(#[serde(rename = #key, default)]), quote!(__p::Object<#read #ty_generics>));
        Member { attrs, name: object.variable(), ty, is_open: true }
    });
    fields.chain(objects).collect()
}

fn read_field(model: &Model<'_>, field: &Field<'_>) -> Member {
    let ty = model.without_self(field.ty);
    let (ty, codec) = match (wrapper(field), codec(field, "read")) {
        (Some(wrapper), _) => (quote!(__p::#wrapper<#ty>), None),
        (None, Some(codec)) => {
            let path = LitStr::new(&format!("__p::{codec}"), bounds::span(field));
            (ty, Some(quote!(#[serde(deserialize_with = #path)])))
        }
        (None, None) => (ty, None),
    };
    let attrs = attrs(field);
    let is_open = codec.is_none() && bounds::is_open(model, field);
    Member { attrs: quote!(#attrs #codec), name: field.ident.clone(), ty, is_open }
}

/// The default of the struct: the user's own, moved into the wire struct.
fn default_impl(model: &Model<'_>) -> TokenStream {
    let ident = model.ident;
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let mut generics = model.generics.clone();
    let value = match model.serde.text("default").map(LitStr::parse::<Path>) {
        Some(Ok(path)) => quote!(#path()),
        Some(Err(error)) => return error.into_compile_error(),
        None => {
            if !generics.params.is_empty() {
                let bound = syn::parse_quote!(#ident #ty_generics: __p::Default);
                generics.make_where_clause().predicates.push(bound);
            }
            let span = model.serde.span_of(&["default"]).unwrap_or_else(Span::call_site);
            quote_spanned!(span=> __p::Default::default())
        }
    };
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let values = model.own_fields().map(|field| {
        let name = field.ident;
        let wrapper = wrapper(field).map(|wrapper| quote!(__p::#wrapper));
        quote!(#name: #wrapper(__claims.#name))
    });
    let marker = marker(model).map(|_| quote!(__marker: __p::PhantomData));
    quote! {
        impl #impl_generics __p::Default for __Read0 #ty_generics #where_clause {
            fn default() -> Self {
                let __claims: #ident #ty_generics = #value;
                Self { #(#values,)* #marker }
            }
        }
    }
}

/// The conditions under which the structs can be read, for a type with
/// parameters. Without any they would be trivial, and their errors superfluous.
pub(crate) fn conditions(
    model: &Model<'_>,
    arguments: &TokenStream,
    lifetime: &TokenStream,
) -> Vec<WherePredicate> {
    let top = Level::of(model.own_fields());
    let reads = top.all().into_iter().map(|level| level.name("Read"));
    reads.map(|read| syn::parse_quote!(#lifetime #read #arguments: __p::serde::Deserialize<'__t>)).collect()
}

/// The struct that is read from `__deserializer`, moved into the user's.
pub(crate) fn decode(model: &Model<'_>) -> TokenStream {
    let top = Level::of(model.own_fields());
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let read = if bounds::is_shielded(model) {
        quote!(__p::Read::<'__t, __Read0>(__p::PhantomData).read(__deserializer))
    } else {
        quote!(<__Read0 #ty_generics as __p::serde::Deserialize<'__t>>::deserialize(__deserializer))
    };
    let levels = top.all();
    let objects = levels.iter().flat_map(|level| level.objects.iter().map(move |object| (level, object)));
    let objects = objects.map(|(level, object)| {
        let (outer, variable) = (level.variable(), object.variable());
        let (read, place) = (object.name("Read"), object.place.join("."));
        let absent = if bounds::is_shielded(model) {
            quote!(__p::Read::<'__t, #read>(__p::PhantomData).nothing())
        } else {
            quote!(__p::read_nothing::<'__t, #read #ty_generics>())
        };
        quote!(let #variable = #outer.#variable.or(|| #absent, #place)?;)
    });
    let values = levels.iter().flat_map(|level| level.fields.iter().map(move |field| (level, field)));
    let values = values.map(|(level, field)| {
        let (name, holder, inner) = (field.ident, level.variable(), wrapper(field).map(|_| quote!(.0)));
        quote!(#name: #holder.#name #inner)
    });
    let marker = model.base.as_ref().map(|_| quote!(__marker: __p::PhantomData));
    quote! {
        let __object0 = #read?;
        #(#objects)*
        __p::Ok(Self { #(#values,)* #marker })
    }
}
