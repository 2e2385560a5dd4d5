//! Whether a field's type is `Scopes`, whatever it is called there: a challenge
//! names the values of rules on such fields, and of no others.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::types;
use crate::lifetimes::made_static;
use crate::model::{Field, Model};

/// The constants that say so. They stand outside of every impl, where the
/// compiler says nothing more of a type that there is not.
pub(super) fn constants(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let constants = fields(model).filter_map(|field| {
        let name = is_scopes(model, field)?;
        let ty = made_static(types::self_named(model, field.ty));
        let span = Span::call_site().located_at(field.ty.span());
        let written = super::written(&p, span);
        let found = quote_spanned!(span=> #written::Granting::<#ty>::IS_SCOPES);
        Some(quote!(const #name: #p::bool = #found;))
    });
    quote! {
        #[allow(unused_imports)]
        use #p::GrantsNothing as _;
        #(#constants)*
    }
}

/// The same of every field by its name, for types that extend this one.
pub(super) fn of_fields(model: &Model<'_>) -> TokenStream {
    let found = fields(model).filter_map(|field| {
        let (name, found) = (field.ident.unraw().to_string(), is_scopes(model, field)?);
        Some(quote!((#name, #found)))
    });
    quote!(&[#(#found),*])
}

/// A constant's name; `None` where the type depends on a parameter.
pub(super) fn is_scopes(model: &Model<'_>, field: &Field<'_>) -> Option<Ident> {
    if types::names_parameter(model, field.ty) {
        return None;
    }
    let place = model.fields.iter().position(|other| other.ident == field.ident)?;
    Some(format_ident!("__SCOPES{place}"))
}

fn fields<'m>(model: &'m Model<'_>) -> impl Iterator<Item = &'m Field<'m>> {
    model.fields.iter().filter(|field| field.claim.base.is_none() && !field.is_flattened())
}
