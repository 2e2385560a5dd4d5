//! The hidden structs that serde_derive expands: for the claims themselves and
//! for each object that a path leads into, one to read and one to write.
//!
//! The structs that are read have a type parameter for each field. serde's
//! impls then demand nothing of the fields' types, so that a wrong type is one
//! error, and `types` reports it at the type.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{GenericParam, Generics, LitStr, Path, WherePredicate};

use super::bounds::{self, Bounds};
use crate::base::emit::respanned;
use crate::base::registered::Registered;
use crate::base::tokens::text;
use crate::base::types::is_option;
use crate::model::{Field, Model};

/// The claims at one place in the payload.
pub(super) struct Level<'m> {
    /// The payload itself is number 0.
    number: usize,
    /// The names that lead to it.
    place: &'m [String],
    fields: Vec<&'m Field<'m>>,
    objects: Vec<Level<'m>>,
}

impl<'m> Level<'m> {
    /// That of these fields, with the objects in it.
    pub(super) fn of(fields: impl Iterator<Item = &'m Field<'m>>) -> Self {
        Self::at(&[], fields.collect(), &mut 0)
    }

    fn at(place: &'m [String], all: Vec<&'m Field<'m>>, next: &mut usize) -> Self {
        let number = std::mem::replace(next, *next + 1);
        let objects_of = |field: &Field<'m>| field.claim.path.as_ref().map_or(0, |path| path.objects().len());
        let (fields, mut deeper): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|field| objects_of(field) == place.len());
        let mut objects = Vec::new();
        while let Some(path) = deeper.first().and_then(|field| field.claim.path.as_ref()) {
            let place = &path.segments[..=place.len()];
            let is_inside = |field: &&Field<'m>| {
                field.claim.path.as_ref().is_some_and(|path| path.segments.starts_with(place))
            };
            let (inside, rest): (Vec<_>, Vec<_>) = deeper.into_iter().partition(is_inside);
            objects.push(Self::at(place, inside, next));
            deeper = rest;
        }
        Self { number, place, fields, objects }
    }

    /// The names of the objects in it.
    pub(super) fn object_names(&self) -> Vec<&'m String> {
        self.objects.iter().filter_map(|object| object.place.last()).collect()
    }

    /// It, and the levels below.
    fn all(&self) -> Vec<&Level<'m>> {
        std::iter::once(self).chain(self.objects.iter().flat_map(Level::all)).collect()
    }

    /// Its claims, and those of the levels below.
    fn claims(&self) -> impl Iterator<Item = &'m Field<'m>> {
        self.all().into_iter().flat_map(|level| level.fields.clone())
    }

    fn name(&self, name: &str) -> Ident {
        format_ident!("__{name}{}", self.number)
    }

    /// The variable, or the field, that holds it.
    fn variable(&self) -> Ident {
        self.name("object")
    }
}

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
pub(super) fn read(model: &Model<'_>) -> TokenStream {
    let top = Level::of(model.own_fields());
    let default = model.serde.has("default").then(|| default_impl(model));
    top.all().into_iter().map(|level| read_level(model, level)).chain(default).collect()
}

fn read_level(model: &Model<'_>, level: &Level<'_>) -> TokenStream {
    let (p, (_, ty_generics, _)) = (model.private(), model.generics.split_for_impl());
    let fields = level.fields.iter().map(|field| read_field(model, field));
    let objects = level.objects.iter().map(|object| {
        let (key, read) = (object.place.last(), object.name("Read"));
        let (attrs, ty) = (quote!(#[serde(rename = #key, default)]), quote!(#p::Object<#read #ty_generics>));
        Member { attrs, name: object.variable(), ty, is_open: true }
    });
    let members: Vec<_> = fields.chain(objects).collect();
    let parameters: Vec<_> = (0..members.len()).map(|nth| format_ident!("__F{nth}")).collect();
    let defined = members.iter().zip(&parameters).map(|(Member { attrs, name, ty, is_open }, parameter)| {
        let ty = if *is_open { parameter.to_token_stream() } else { ty.clone() };
        quote!(#attrs #name: #ty)
    });
    let open: Vec<_> = members.iter().zip(&parameters).filter(|(member, _)| member.is_open).collect();
    let (types, parameters) = (open.iter().map(|(member, _)| &member.ty), open.iter().map(|(_, one)| one));
    let (wire, read, path) = (level.name("Wire"), level.name("Read"), serde_path(&p));
    let (lifetimes, others): (Vec<_>, Vec<_>) =
        model.generics.params.iter().partition(|one| matches!(one, GenericParam::Lifetime(_)));
    let names = |params: &[&GenericParam]| params.iter().map(|one| bounds::name(one)).collect::<Vec<_>>();
    let (lifetime_names, other_names) = (names(&lifetimes), names(&others));
    let parameters: Vec<_> = parameters.collect();
    let has_default = level.number == 0 && model.serde.has("default");
    let (serde, expecting) = match level.number {
        0 => (model.serde.without(&["default"]), None),
        _ => (model.serde.only("bound"), Some(quote!(, expecting = "a JSON object"))),
    };
    let default = has_default.then(|| {
        let path = format!("{}::Default::default", text(&p));
        quote!(, default = #path)
    });
    // serde adds no condition for the path of a default
    let of_default = has_default.then(|| {
        let ty =
            quote!(#wire<#(#lifetime_names,)* #(#parameters,)* #(#other_names,)*>: #p::Default).to_string();
        quote!(#[serde(bound(deserialize = #ty))])
    });
    let where_clause = model.without_self(&model.generics.where_clause);
    let (generics, marker) = (model.without_self(model.generics), marker(model));
    quote! {
        #[derive(#p::serde::Deserialize)]
        #[serde(crate = #path #expecting #default)]
        #serde
        struct #wire<#(#lifetimes,)* #(#parameters,)* #(#others,)*> #where_clause {
            #(#defined,)* #of_default #marker
        }
        type #read #generics = #wire<#(#lifetime_names,)* #(#types,)* #(#other_names,)*>;
    }
}

/// Uses the parameters of the user's type, and carries a condition.
fn marker(model: &Model<'_>) -> Option<TokenStream> {
    let (p, lifetimes) = (model.private(), model.generics.lifetimes().map(|one| &one.lifetime));
    let types = model.generics.type_params().map(|one| &one.ident);
    let is_used = |one: &GenericParam| !matches!(one, GenericParam::Const(_));
    let needs_one = model.serde.has("default") || model.generics.params.iter().any(is_used);
    needs_one
        .then(|| quote!(#[serde(skip)] __marker: #p::PhantomData<(#(&#lifetimes (),)* #(*const #types,)*)>))
}

fn read_field(model: &Model<'_>, field: &Field<'_>) -> Member {
    let (p, ty) = (model.private(), model.without_self(field.ty));
    let (ty, codec) = match (wrapper(field), codec(field, "read")) {
        (Some(wrapper), _) => (quote!(#p::#wrapper<#ty>), None),
        (None, Some(codec)) => {
            let path = LitStr::new(&format!("{}::{codec}", text(&p)), bounds::span(field));
            (ty, Some(quote!(#[serde(deserialize_with = #path)])))
        }
        (None, None) => (ty, None),
    };
    let attrs = attrs(field);
    let is_open = codec.is_none() && bounds::is_open(model, field);
    Member { attrs: quote!(#attrs #codec), name: field.ident.clone(), ty, is_open }
}

/// Time claims and `aud` are read by traits of the library: a wrapper has
/// serde's.
fn wrapper(field: &Field<'_>) -> Option<Ident> {
    let has_default_function = field.serde.text("default").is_some();
    let codec = codec(field, "read").filter(|_| !has_default_function)?;
    Some(Ident::new(if codec == "read_time" { "Time" } else { "Aud" }, Span::call_site()))
}

/// The library's function that reads or writes a registered claim, unless the
/// user has one.
pub(super) fn codec(field: &Field<'_>, verb: &str) -> Option<String> {
    let own = if verb == "read" { "deserialize_with" } else { "serialize_with" };
    if field.is_skipped() || field.serde.has("with") || field.serde.has(own) {
        return None;
    }
    match field.registered? {
        Registered::Aud => Some(format!("{verb}_audience")),
        claim if claim.is_time() => Some(format!("{verb}_time")),
        _ => None,
    }
}

/// The user's attributes, with the name from `#[claim(name)]` or from a path.
fn attrs(field: &Field<'_>) -> TokenStream {
    let in_object = field.claim.path.as_ref().map(|path| LitStr::new(path.leaf(), path.span));
    let name = in_object.or_else(|| field.claim.name.clone());
    let serde = field.serde.without(if name.is_some() { &["rename"] } else { &[] });
    let name = name.map(|name| quote!(#[serde(rename = #name)]));
    quote!(#serde #name)
}

/// The default of the struct: the user's own, moved into the wire struct.
fn default_impl(model: &Model<'_>) -> TokenStream {
    let (p, ident) = (model.private(), model.ident);
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let mut generics = model.generics.clone();
    let value = match model.serde.text("default").map(LitStr::parse::<Path>) {
        Some(Ok(path)) => quote!(#path()),
        Some(Err(error)) => return error.into_compile_error(),
        None => {
            if !generics.params.is_empty() {
                let bound = syn::parse_quote!(#ident #ty_generics: #p::Default);
                generics.make_where_clause().predicates.push(bound);
            }
            let span = model.serde.span_of(&["default"]).unwrap_or_else(Span::call_site);
            let p = respanned(&p, span);
            quote_spanned!(span=> #p::Default::default())
        }
    };
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let values = model.own_fields().map(|field| {
        let name = field.ident;
        let wrapper = wrapper(field).map(|wrapper| quote!(#p::#wrapper));
        quote!(#name: #wrapper(__claims.#name))
    });
    let marker = marker(model).map(|_| quote!(__marker: #p::PhantomData));
    quote! {
        impl #impl_generics #p::Default for __Read0 #ty_generics #where_clause {
            fn default() -> Self {
                let __claims: #ident #ty_generics = #value;
                Self { #(#values,)* #marker }
            }
        }
    }
}

/// The conditions under which the structs can be read, for a type with
/// parameters. Without any they would be trivial, and their errors superfluous.
pub(super) fn read_predicates(
    model: &Model<'_>,
    arguments: &TokenStream,
    lifetime: &TokenStream,
) -> Vec<WherePredicate> {
    let p = model.private();
    let top = Level::of(model.own_fields());
    let reads = top.all().into_iter().map(|level| level.name("Read"));
    reads.map(|read| syn::parse_quote!(#lifetime #read #arguments: #p::serde::Deserialize<'__t>)).collect()
}

/// The struct that is read from `__deserializer`, moved into the user's.
pub(super) fn decode(model: &Model<'_>) -> TokenStream {
    let (p, top) = (model.private(), Level::of(model.own_fields()));
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let read = if bounds::is_shielded(model) {
        quote!(#p::Read::<'__t, __Read0>(#p::PhantomData).read(__deserializer))
    } else {
        quote!(<__Read0 #ty_generics as #p::serde::Deserialize<'__t>>::deserialize(__deserializer))
    };
    let levels = top.all();
    let objects = levels.iter().flat_map(|level| level.objects.iter().map(move |object| (level, object)));
    let objects = objects.map(|(level, object)| {
        let (outer, variable) = (level.variable(), object.variable());
        let (read, place) = (object.name("Read"), object.place.join("."));
        let absent = if bounds::is_shielded(model) {
            quote!(#p::Read::<'__t, #read>(#p::PhantomData).nothing())
        } else {
            quote!(#p::read_nothing::<'__t, #read #ty_generics>())
        };
        quote!(let #variable = #outer.#variable.or(|| #absent, #place)?;)
    });
    let values = levels.iter().flat_map(|level| level.fields.iter().map(move |field| (level, field)));
    let values = values.map(|(level, field)| {
        let (name, holder, inner) = (field.ident, level.variable(), wrapper(field).map(|_| quote!(.0)));
        quote!(#name: #holder.#name #inner)
    });
    let marker = model.base.as_ref().map(|_| quote!(__marker: #p::PhantomData));
    quote! {
        let __object0 = #read?;
        #(#objects)*
        #p::Ok(Self { #(#values,)* #marker })
    }
}

/// serde's remote definitions of the user's struct, one for each level.
pub(super) fn write(model: &Model<'_>, bounds: &Bounds) -> TokenStream {
    let top = Level::of(model.fields.iter());
    let whole = (!top.objects.is_empty()).then(|| whole(model));
    let aliases = bounds::aliases(model);
    let levels = top.all().into_iter().map(|level| write_level(model, level, bounds));
    std::iter::once(aliases).chain(levels).chain(whole).collect()
}

fn write_level(model: &Model<'_>, level: &Level<'_>, bounds: &Bounds) -> TokenStream {
    let (p, ident) = (model.private(), model.ident);
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let fields = level.fields.iter().map(|field| {
        let (written, skip) =
            (written_field(model, field), (level.number > 0).then(|| skip_absent(&p, field)));
        quote!(#skip #written)
    });
    let objects = level.objects.iter().map(|object| {
        let (key, name) = (object.place.last(), object.variable());
        // also where the object is used, or a wrong type would be an error there, too
        let conditions = bounds::attribute(model, object.claims());
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
    let (written, path, bound) = (level.name("Written"), serde_path(&p), bounds.as_serde_attribute());
    // without parameters: serde adds those of the definition
    let remote = ident.to_string();
    let marker = (level.number > 0).then(|| marker(model));
    let helpers = (level.number > 0).then(|| absence(model, level, bounds));
    let (generics, where_clause) =
        (model.without_self(model.generics), model.without_self(&model.generics.where_clause));
    quote! {
        #[derive(#p::serde::Serialize)]
        #[serde(crate = #path, remote = #remote #bound)]
        #serde
        struct #written #generics #where_clause { #(#fields,)* #(#objects,)* #marker }
        #helpers
    }
}

fn written_field(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let (ident, ty, attrs) = (field.ident, model.without_self(field.ty), attrs(field));
    let codec = codec(field, "write").map(|codec| {
        let path = LitStr::new(&format!("{}::{codec}", text(model.private())), bounds::span(field));
        quote!(#[serde(serialize_with = #path)])
    });
    let conditions = bounds::attribute(model, std::iter::once(field));
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
fn skip_absent(p: &TokenStream, field: &Field<'_>) -> Option<TokenStream> {
    let path = match field.serde.has("with") || field.serde.has("serialize_with") {
        _ if field.serde.has("skip_serializing_if") => return None,
        // the type may not implement `Serialize`
        true if is_option(field.ty) => format!("{}::Option::is_none", text(p)),
        true => return None,
        false => format!("{}::is_none", text(p)),
    };
    Some(quote!(#[serde(skip_serializing_if = #path)]))
}

/// The function by which serde leaves out an object that would be empty.
fn absence(model: &Model<'_>, level: &Level<'_>, bounds: &Bounds) -> TokenStream {
    let (p, ident, name) = (model.private(), model.ident, level.name("is_absent"));
    let mut generics = model.generics.clone();
    bounds.add_to(&mut generics);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let absent = level.claims().map(|field| {
        let ident = field.ident;
        let skips = field.serde.text("skip_serializing_if").and_then(|path| path.parse::<Path>().ok());
        match skips {
            Some(skips) => quote!(#skips(&__claims.#ident)),
            None if model.names_parameter(field.ty) => quote!(#p::is_none(&__claims.#ident)),
            None => quote!(#p::Probe(&__claims.#ident).value().is_none()),
        }
    });
    quote!(fn #name #impl_generics (__claims: &#ident #ty_generics) -> #p::bool #where_clause { #(#absent)&&* })
}

fn serde_path(p: &TokenStream) -> String {
    format!("{}::serde", text(p))
}
