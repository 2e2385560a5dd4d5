//! The attributes of fields in the hidden structs, for serde_derive.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{GenericParam, LitStr};

use crate::base::registered::Registered;
use crate::model::{Field, Model};

/// The library's function that reads or writes `aud` or a date, unless the user has
/// one.
pub(super) fn codec(field: &Field<'_>, verb: &str) -> Option<String> {
    let own = if verb == "read" { "deserialize_with" } else { "serialize_with" };
    if field.is_skipped() || field.serde.has_any(&["with", own]) {
        return None;
    }
    match field.registered {
        Some(Registered::Aud) => Some(format!("{verb}_audience")),
        _ if field.is_date() => Some(format!("{verb}_time")),
        _ => None,
    }
}

/// Time claims and `aud` are read by traits of the library: a wrapper has
/// serde's.
pub(super) fn wrapper(field: &Field<'_>) -> Option<Ident> {
    let has_default_function = field.serde.text("default").is_some();
    let codec = codec(field, "read").filter(|_| !has_default_function)?;
    Some(Ident::new(if codec == "read_time" { "Time" } else { "Aud" }, Span::call_site()))
}

/// The user's attributes, with the name from `#[claim(name)]` or from a path.
pub(super) fn attrs(field: &Field<'_>) -> TokenStream {
    let in_object = field.claim.path.as_ref().map(|path| LitStr::new(path.leaf(), path.span));
    let name = in_object.or_else(|| field.claim.name.clone());
    let serde = field.serde.without(if name.is_some() { &["rename"] } else { &[] });
    let name = name.map(|name| quote!(#[serde(rename = #name)]));
    quote!(#serde #name)
}

/// Uses the parameters of the user's type, and carries a condition.
pub(super) fn marker(model: &Model<'_>) -> Option<TokenStream> {
    let lifetimes = model.generics.lifetimes().map(|one| &one.lifetime);
    let types = model.generics.type_params().map(|one| &one.ident);
    let is_used = |one: &GenericParam| !matches!(one, GenericParam::Const(_));
    let needs_one = model.serde.has("default") || model.generics.params.iter().any(is_used);
    needs_one
        .then(|| quote!(#[serde(skip)] __marker: __p::PhantomData<(#(&#lifetimes (),)* #(*const #types,)*)>))
}
