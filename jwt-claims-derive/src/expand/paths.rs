//! Claims inside objects that the user's struct does not model: a hidden
//! struct for each object, which serde_derive expands like the others.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use super::types::{self, Half};
use super::wire;
use crate::model::{Field, Model};

/// An object on the way to a claim.
struct Object<'m> {
    /// The names that lead to it.
    place: &'m [String],
    model: &'m Model<'m>,
}

/// The objects, outer ones first.
fn objects<'m>(model: &'m Model<'m>) -> Vec<Object<'m>> {
    let mut places: Vec<&[String]> = Vec::new();
    for path in model.fields.iter().filter_map(|field| field.claim.path.as_ref()) {
        for length in 1..=path.objects().len() {
            let place = &path.segments[..length];
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places.sort_by_key(|place| place.len());
    places.into_iter().map(|place| Object { place, model }).collect()
}

/// Where a field's value is found once the hidden structs were read.
pub(super) fn holder(model: &Model<'_>, field: &Field<'_>) -> Ident {
    match &field.claim.path {
        Some(path) => {
            let place = objects(model).iter().position(|object| object.place == path.objects());
            variable(place.unwrap_or_default())
        }
        None => Ident::new("__wire", Span::call_site()),
    }
}

/// The names of top-level members that the paths lead into.
pub(super) fn first_segments(model: &Model<'_>) -> Vec<String> {
    let outermost = objects(model).into_iter().filter(|object| object.place.len() == 1);
    outermost.map(|object| object.place[0].clone()).collect()
}

/// Takes the objects out of each other.
pub(super) fn unpacked(model: &Model<'_>) -> TokenStream {
    let (p, objects) = (model.private(), objects(model));
    let unpacked = objects.iter().enumerate().map(|(number, object)| {
        let (variable, path) = (variable(number), object.place.join("."));
        let outer = match object.outer(&objects) {
            Some(outer) => self::variable(outer),
            None => Ident::new("__wire", Span::call_site()),
        };
        quote!(let #variable = #p::Object::or_absent(#outer.#variable, #path)?;)
    });
    unpacked.collect()
}

fn variable(number: usize) -> Ident {
    format_ident!("__object{number}")
}

fn name(number: usize, half: Half) -> Ident {
    match half {
        Half::Read => format_ident!("__Object{number}"),
        Half::Write => format_ident!("__Object{number}Written"),
    }
}

/// The hidden structs.
pub(super) fn definitions(model: &Model<'_>, half: Half) -> TokenStream {
    let objects = objects(model);
    let helpers = (half == Half::Write && !objects.is_empty()).then(|| whole(model));
    let definitions = (0..objects.len()).map(|number| definition(&objects, number, half));
    let definitions: TokenStream = definitions.collect();
    quote!(#helpers #definitions)
}

/// The fields that lead from the hidden struct of all claims to the outermost objects.
pub(super) fn outermost(model: &Model<'_>, half: Half) -> Vec<TokenStream> {
    inner(model, &objects(model), None, half)
}

fn inner(model: &Model<'_>, objects: &[Object<'_>], outer: Option<usize>, half: Half) -> Vec<TokenStream> {
    let inside = objects.iter().enumerate().filter(|(_, object)| object.outer(objects) == outer);
    inside.map(|(number, object)| object.field(model, number, half)).collect()
}

fn definition(objects: &[Object<'_>], number: usize, half: Half) -> TokenStream {
    let object = &objects[number];
    let model = object.model;
    let (p, (generics, where_clause)) = (model.private(), wire::parameters(model, half));
    let (name, path) = (name(number, half), format!("{}::serde", wire::spelled(&p)));
    let leaves = object.leaves().map(|field| match half {
        Half::Read => wire::read_field(model, field),
        Half::Write => {
            let (written, skip) = (wire::written_field(model, field), skip_absent(model, field));
            quote!(#skip #written)
        }
    });
    let inner = inner(model, objects, Some(number), half);
    let bound = model.serde.without(&["default", "deny_unknown_fields", "expecting", "rename", "rename_all"]);
    let (lifetimes, types) = (model.generics.lifetimes(), model.generics.type_params());
    let (lifetimes, types) = (lifetimes.map(|one| &one.lifetime), types.map(|one| &one.ident));
    let marker = quote!(#p::PhantomData<(#(&#lifetimes (),)* #(*const #types,)*)>);
    let (derive, remote) = match half {
        Half::Read => (quote!(Deserialize), None),
        Half::Write => {
            let remote = model.ident.to_string();
            (quote!(Serialize), Some(quote!(, remote = #remote)))
        }
    };
    let helpers = (half == Half::Write).then(|| {
        let (whole, leaves) =
            (object.is_absent(number), object.leaves().filter_map(|field| leaf_helper(model, field)));
        quote!(#whole #(#leaves)*)
    });
    quote! {
        #[derive(#p::serde::#derive)]
        #[serde(crate = #path, expecting = "a JSON object" #remote)]
        #bound
        struct #name #generics #where_clause { #(#leaves,)* #(#inner,)* #[serde(skip)] __marker: #marker }
        #helpers
    }
}

impl Object<'_> {
    fn outer(&self, objects: &[Object<'_>]) -> Option<usize> {
        let (_, outer) = self.place.split_last()?;
        objects.iter().position(|object| object.place == outer)
    }

    /// The claims in the object itself.
    fn leaves(&self) -> impl Iterator<Item = &Field<'_>> {
        let is_inside =
            |field: &&Field<'_>| field.claim.path.as_ref().is_some_and(|path| path.objects() == self.place);
        self.model.fields.iter().filter(is_inside)
    }

    /// Those in the objects in it, too.
    fn claims(&self) -> impl Iterator<Item = &Field<'_>> {
        let is_below = |field: &&Field<'_>| {
            field.claim.path.as_ref().is_some_and(|path| path.objects().starts_with(self.place))
        };
        self.model.fields.iter().filter(is_below)
    }

    /// The field in the struct around it.
    fn field(&self, model: &Model<'_>, number: usize, half: Half) -> TokenStream {
        let p = model.private();
        let (_, ty_generics, _) = model.generics.split_for_impl();
        let (ident, key, bound) = (variable(number), self.place.last(), self.bound(half));
        match half {
            Half::Read => {
                let (name, absent) = (name(number, half), format!("{}::absent", wire::spelled(&p)));
                let borrow = self.borrow();
                quote! {
                    #[serde(rename = #key, default = #absent)] #bound #borrow
                    #ident: #p::Object<#name #ty_generics>
                }
            }
            Half::Write => {
                let written = format!("{}::serialize", name(number, half));
                let (absent, user) = (format!("__object{number}_is_absent"), model.ident);
                quote! {
                    #[serde(rename = #key, getter = "__whole", serialize_with = #written, skip_serializing_if = #absent)]
                    #bound
                    #ident: #user #ty_generics
                }
            }
        }
    }

    /// What the claims in it demand of their types, once more where the
    /// object is used: else a wrong type would be an error there, too.
    fn bound(&self, half: Half) -> TokenStream {
        let predicates = self.claims().filter_map(|field| {
            let own = || field.serde.bound(half.key()).map(|text| text.value());
            types::predicate(self.model, field, half).or_else(own).filter(|text| !text.is_empty())
        });
        let joined = predicates.collect::<Vec<_>>().join(", ");
        let span = self.claims().next().map_or_else(Span::call_site, types::span);
        let (joined, key) = (LitStr::new(&joined, span), Ident::new(half.key(), Span::call_site()));
        quote!(#[serde(bound(#key = #joined))])
    }

    /// The lifetimes of the struct, as the wrapper hides them from serde.
    fn borrow(&self) -> Option<TokenStream> {
        let lifetimes = self.model.generics.lifetimes().map(|one| one.lifetime.to_string());
        let lifetimes = lifetimes.collect::<Vec<_>>().join(" + ");
        (!lifetimes.is_empty()).then(|| quote!(#[serde(borrow = #lifetimes)]))
    }

    /// Whether nothing would be written into the object: then it is not written itself.
    fn is_absent(&self, number: usize) -> TokenStream {
        let (p, model, ident) = (self.model.private(), self.model, self.model.ident);
        let (impl_generics, ty_generics, where_clause) = model.generics.split_for_impl();
        let name = format_ident!("__object{number}_is_absent");
        let absent = self.claims().map(|field| {
            let ident = field.ident;
            match field.serde.text("skip_serializing_if").and_then(|path| path.parse::<syn::Path>().ok()) {
                Some(skips) => quote!(#skips(&__claims.#ident)),
                None => quote!(#p::Option::is_none(&#p::Probe(&__claims.#ident).value())),
            }
        });
        quote! {
            fn #name #impl_generics (__claims: &#ident #ty_generics) -> #p::bool #where_clause {
                #[allow(unused_imports)]
                use #p::Whole as _;
                #(#absent)&&*
            }
        }
    }
}

/// serde's way to the struct itself: the objects are written from it.
fn whole(model: &Model<'_>) -> TokenStream {
    let ident = model.ident;
    let (_, ty_generics, where_clause) = model.generics.split_for_impl();
    let mut generics = model.generics.clone();
    generics.params.insert(0, syn::parse_quote!('__w));
    let (impl_generics, _, _) = generics.split_for_impl();
    quote! {
        fn __whole #impl_generics (__claims: &'__w #ident #ty_generics) -> &'__w #ident #ty_generics #where_clause {
            __claims
        }
    }
}

/// An absent claim is not written as `null` into its object. What a type
/// parameter stands for cannot be told.
fn skip_absent(model: &Model<'_>, field: &Field<'_>) -> Option<TokenStream> {
    if field.serde.has("skip_serializing_if") || types::names_parameter(model, field.ty) {
        return None;
    }
    let function = leaf_is_absent(field).to_string();
    Some(quote!(#[serde(skip_serializing_if = #function)]))
}

fn leaf_is_absent(field: &Field<'_>) -> Ident {
    format_ident!("__{}_is_absent", field.ident.unraw())
}

/// What [`skip_absent`] names.
fn leaf_helper(model: &Model<'_>, field: &Field<'_>) -> Option<TokenStream> {
    skip_absent(model, field)?;
    let (p, ty, name) = (model.private(), types::self_named(model, field.ty), leaf_is_absent(field));
    let lifetimes = model.generics.lifetimes();
    Some(quote! {
        fn #name<#(#lifetimes),*>(__claim: &#ty) -> #p::bool {
            #[allow(unused_imports)]
            use #p::Whole as _;
            #p::Option::is_none(&#p::Probe(__claim).value())
        }
    })
}
