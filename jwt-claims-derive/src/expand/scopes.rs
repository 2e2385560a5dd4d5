//! Whether a field's type is `Scopes`, whatever it is called there: a challenge
//! names the values of rules on such fields, and of no others.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::types;
use crate::lifetimes::made_static;
use crate::model::{Field, Model};

/// Of every field, for types that extend this one.
pub(super) fn of_fields(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let own = model.fields.iter().filter(|field| field.claim.base.is_none() && !field.is_flattened());
    let found = own.filter_map(|field| {
        let (name, found) = (field.ident.unraw().to_string(), is_scopes(model, field)?);
        Some(quote!((#name, #found)))
    });
    quote!({
        #[allow(unused_imports)]
        use #p::GrantsNothing as _;
        &[#(#found),*]
    })
}

/// A constant expression, where `GrantsNothing` is imported; `None` where the
/// type depends on a parameter.
pub(super) fn is_scopes(model: &Model<'_>, field: &Field<'_>) -> Option<TokenStream> {
    if types::names_parameter(model, field.ty) {
        return None;
    }
    let p = model.private();
    let ty = made_static(types::self_named(model, field.ty));
    let span = Span::call_site().located_at(field.ty.span());
    let written = super::written(&p, span);
    Some(quote_spanned!(span=> #written::Granting::<#ty>::IS_SCOPES))
}
