//! Whether a field's type is `Scopes`, also behind an alias: a challenge names
//! the values of rules on such fields only.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::base::emit::at;
use crate::base::tokens::with_static;
use crate::base::types::is_common;
use crate::model::{Field, Model};

/// A constant for each field. They are outside of every impl, where the
/// compiler reports a type that does not exist once.
pub(super) fn constants(model: &Model<'_>) -> TokenStream {
    let own = model.own_fields().filter(|field| !field.is_flattened());
    let constants = own.filter_map(|field| Some((field, is_scopes(model, field)?))).map(|(field, name)| {
        let (ty, span) = (with_static(model.without_self(field.ty)), at(field.ty.span()));
        let is_scopes = quote_spanned!(span=> __p::Granting::<#ty>::IS_SCOPES);
        quote!(const #name: __p::bool = #is_scopes;)
    });
    constants.collect()
}

/// The constant of a field; `None` if the type depends on a parameter, or is
/// known to be another.
pub(super) fn is_scopes(model: &Model<'_>, field: &Field<'_>) -> Option<Ident> {
    if is_common(field.ty) || model.names_parameter(field.ty) {
        return None;
    }
    let place = model.fields.iter().position(|other| other.ident == field.ident)?;
    Some(format_ident!("__SCOPES{place}"))
}
