//! What types that extend this one must know: its fields, as constants.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use crate::base::tokens::with_static;
use crate::expand::{scopes, wire::Level};
use crate::model::{Field, Model};

/// `FIELDS`, `NOTED` and `CLOSED`.
pub(crate) fn facts(model: &Model<'_>) -> TokenStream {
    let slots = model.slot_count();
    let (mut plain, mut special) = (Vec::new(), Vec::new());
    for field in model.own_fields() {
        match field_spec(model, field) {
            Some(spec) => special.push(spec),
            None => plain.push(&field.wire_name),
        }
    }
    let top = Level::of(model.own_fields());
    let objects = top.object_names();
    let forbidden = model.claims.forbidden_names.iter().map(|(name, _)| name);
    let is_closed = model.serde.has("deny_unknown_fields");
    let (behind, closed, base) = match model.base.as_ref().map(|base| with_static(base.ty)) {
        None => (quote!(0), quote!(#is_closed), quote!(__p::None)),
        Some(ty) => {
            let base = quote!(<#ty as __p::Declared>);
            // a type without further fields may forbid names
            (quote!(#base::NOTED), quote!(#base::CLOSED), quote!(__p::Some(#base::FIELDS)))
        }
    };
    quote! {
        const FIELDS: &'static __p::Fields = &__p::Fields {
            plain: &[#(#plain),*],
            special: &[#(#special),*],
            objects: &[#(#objects),*],
            forbidden: &[#(#forbidden),*],
            behind: #behind,
            base: #base,
        };
        const NOTED: __p::u32 = #behind + #slots;
        const CLOSED: __p::bool = #closed;
    }
}

/// A `FieldSpec`, in which only what is not usual is given; `None` if the name
/// is all there is to know.
fn field_spec(model: &Model<'_>, field: &Field<'_>) -> Option<TokenStream> {
    let name = field.ident.unraw().to_string();
    let is_claim = !field.is_flattened() && !field.is_skipped();
    let claim = if is_claim { field.wire_name.as_str() } else { "" };
    let aliases: Vec<_> = field.aliases().collect();
    let is_scopes = scopes::is_scopes(model, field).filter(|_| !field.is_flattened());
    let given = [
        (name != claim).then(|| quote!(claim: #claim)),
        field.claim.path.as_ref().map(|_| quote!(in_object: true)),
        (!aliases.is_empty()).then(|| quote!(aliases: &[#(#aliases),*])),
        model.has_default(field).then(|| quote!(default: true)),
        model.slot(&field.wire_name).map(|slot| quote!(noted: __p::Some(#slot))),
        is_scopes.map(|is_scopes| quote!(scopes: #is_scopes)),
    ];
    let given: Vec<_> = given.into_iter().flatten().collect();
    (!given.is_empty()).then(|| quote!(__p::FieldSpec { #(#given,)* ..__p::FieldSpec::new(#name) }))
}
