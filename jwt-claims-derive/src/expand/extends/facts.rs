//! What types that extend this one must know of it: its fields and how their
//! presence is noted, as constants.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::{added_number, in_constant, spec};
use crate::expand::{paths, rules, scopes};
use crate::model::{Field, Model};

/// `FIELDS`, `NOTED`, `CLOSED` and `NOTES_REGISTERED`: what types that extend this one must know.
pub(in crate::expand) fn facts(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let own = || model.fields.iter().filter(|field| field.claim.base.is_none());
    let plain = own().filter(|field| is_plain(model, field)).map(|field| &field.wire_name);
    let special = own().filter(|field| !is_plain(model, field)).map(|field| field_spec(model, field));
    let special = special.chain(with_added_rules(model));
    let (count, scopes) = (rules::conditional::noted(model), scopes::of_fields(model));
    let (objects, closed) = (paths::first_segments(model), model.serde.has("deny_unknown_fields"));
    let forbidden = model.claims.forbidden_names.iter().map(|(name, _)| name);
    let is_noted = |field: &Field<'_>| field.registered.is_some() && rules::noted(model, field).is_some();
    let registered = model.fields.iter().any(is_noted);
    let (fields, noted, closed, registered) = match &model.base {
        None => (quote!(#p::None), quote!(#count), quote!(#closed), quote!(#registered)),
        Some(base) => {
            let (base, added) = (base.ty, u32::try_from(model.claims.added.len()).unwrap_or(u32::MAX));
            let inherited =
                if model.is_direct() { quote!(<#base as #p::Declared>::CLOSED) } else { quote!(#closed) };
            let unnoted = (0..model.claims.added.len()).map(spec);
            (
                quote!(#p::Some(<#base as #p::Declared>::FIELDS)),
                quote!(<#base as #p::Declared>::NOTED + #added + #count),
                inherited,
                quote!(<#base as #p::Declared>::NOTES_REGISTERED || #registered #(|| #unnoted.is_unnoted())*),
            )
        }
    };
    quote! {
        const FIELDS: &'static #p::Fields = &#p::Fields {
            plain: &[#(#plain),*],
            special: &[#(#special),*],
            scopes: #scopes,
            objects: &[#(#objects),*],
            forbidden: &[#(#forbidden),*],
            base: #fields,
        };
        const NOTED: #p::u32 = #noted;
        const CLOSED: #p::bool = #closed;
        const NOTES_REGISTERED: #p::bool = #registered;
    }
}

/// The base's fields that have rules here: what was noted nowhere is now.
fn with_added_rules(model: &Model<'_>) -> Vec<TokenStream> {
    let Some(base) = &model.base else { return Vec::new() };
    let (p, ty) = (model.private(), in_constant(base));
    let added = model.claims.added.iter().enumerate().map(|(nth, added)| {
        let (spec, number) = (spec(nth), added_number(model, added, nth));
        quote!(#spec.noted_under(<#ty as #p::Declared>::NOTED + #number))
    });
    added.collect()
}

/// Whether nothing need be said of the field but its name: most are so.
fn is_plain(model: &Model<'_>, field: &Field<'_>) -> bool {
    let is_claim = !field.is_flattened() && !field.is_skipped() && field.claim.path.is_none();
    let has_one_name = !field.serde.has("alias") && field.ident.unraw() == field.wire_name;
    is_claim && has_one_name && !model.has_default(field) && rules::noted(model, field).is_none()
}

fn field_spec(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let p = model.private();
    let is_claim = !field.is_flattened() && !field.is_skipped();
    let claim = if is_claim { field.wire_name.as_str() } else { "" };
    let name = field.ident.unraw().to_string();
    let in_object = field.claim.path.is_some();
    let (aliases, default) = (field.serde.texts("alias"), model.has_default(field));
    let noted = match number(model, field) {
        Some(number) => quote!(#p::Some(#number)),
        None => quote!(#p::None),
    };
    quote! {
        #p::FieldSpec {
            field: #name,
            claim: #claim,
            in_object: #in_object,
            aliases: &[#(#aliases),*],
            default: #default,
            noted: #noted,
            scopes: false,
        }
    }
}

/// The number under which an own field's presence is noted: behind those of
/// the base, and of the rules that are added to its claims.
pub(in crate::expand) fn number(model: &Model<'_>, field: &Field<'_>) -> Option<TokenStream> {
    Some(behind_base(model, rules::noted(model, field)?))
}

/// A number of the type's own, behind those of its base.
pub(in crate::expand) fn behind_base(model: &Model<'_>, own: u32) -> TokenStream {
    match &model.base {
        None => quote!(#own),
        Some(base) => {
            let (p, ty) = (model.private(), in_constant(base));
            let added = u32::try_from(model.claims.added.len()).unwrap_or(u32::MAX);
            quote!((<#ty as #p::Declared>::NOTED + #added + #own))
        }
    }
}
