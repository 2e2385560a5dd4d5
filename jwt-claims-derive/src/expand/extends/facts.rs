//! What types that extend this one must know of it: its fields and how their
//! presence is noted, as constants.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::in_constant;
use crate::expand::{paths, rules, scopes};
use crate::model::{Field, Model};

/// `FIELDS`, `NOTED` and `CLOSED`.
pub(in crate::expand) fn facts(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let base = model.base.as_ref().map(in_constant);
    if let Some(base) = base.as_ref().filter(|_| model.is_direct()) {
        return quote! {
            const FIELDS: &'static #p::Fields = <#base as #p::Declared>::FIELDS;
            const NOTED: #p::u32 = <#base as #p::Declared>::NOTED;
            const CLOSED: #p::bool = <#base as #p::Declared>::CLOSED;
        };
    }
    let plain = model.own_fields().filter(|field| is_plain(model, field)).map(|field| &field.wire_name);
    let special = model.own_fields().filter(|field| !is_plain(model, field));
    let special = special.map(|field| field_spec(model, field));
    let (numbers, objects) = (rules::numbers(model), paths::first_segments(model));
    let (scopes, closed) = (scopes::of_fields(model), model.serde.has("deny_unknown_fields"));
    let forbidden = model.claims.forbidden_names.iter().map(|(name, _)| name);
    let (fields, behind, closed) = match base {
        None => (quote!(#p::None), quote!(0), quote!(#closed)),
        Some(base) => (
            quote!(#p::Some(<#base as #p::Declared>::FIELDS)),
            quote!(<#base as #p::Declared>::NOTED),
            // one without further fields may forbid names
            quote!(<#base as #p::Declared>::CLOSED),
        ),
    };
    quote! {
        const FIELDS: &'static #p::Fields = &#p::Fields {
            plain: &[#(#plain),*],
            special: &[#(#special),*],
            scopes: #scopes,
            objects: &[#(#objects),*],
            forbidden: &[#(#forbidden),*],
            behind: #behind,
            base: #fields,
        };
        const NOTED: #p::u32 = #behind + #numbers;
        const CLOSED: #p::bool = #closed;
    }
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
    let noted = match rules::noted(model, field) {
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
