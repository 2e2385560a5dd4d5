//! The type of the context, as the expansion names it.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Generics, Type};

use crate::base::tokens::{any, is_tick, replace};
use crate::model::Model;

/// That of a model, for any lifetime `'__c`; that of its base if it has one.
/// Also an alias that it may need.
pub(super) fn of_model(model: &Model<'_>) -> (Option<TokenStream>, TokenStream) {
    match (&model.claims.context, &model.base) {
        (None, Some(base)) => {
            let ty = base.ty;
            (None, quote!(<#ty as __p::Declared>::Context<'__c>))
        }
        (context, _) => of(context.as_ref(), model.generics),
    }
}

/// Whether the type needs a context: its own, or that of its base or first variant.
pub(crate) fn needs(own: Option<&Type>, of: Option<&Type>) -> TokenStream {
    match (own, of) {
        (Some(_), _) => quote!(__p::Own),
        (None, Some(ty)) => quote!(<#ty as __p::Declared>::Needs),
        (None, None) => quote!(__p::Free),
    }
}

/// That of an attribute, and an alias that it may need: inside of the impl the
/// compiler would offer the expansion's lifetime for one that was forgotten.
pub(crate) fn of(context: Option<&Type>, generics: &Generics) -> (Option<TokenStream>, TokenStream) {
    let context = match context {
        // an error; the type behind the reference was meant
        Some(Type::Reference(reference)) => Some(&*reference.elem),
        other => other,
    };
    let Some(context) = context else { return (None, quote!(())) };
    let elided = Ident::new("__c", Span::call_site());
    let ty = replace(context, &|name, is_lifetime| (is_lifetime && name == "_").then(|| quote!(#elided)));
    let needs_impl =
        any(&ty, &|token| is_tick(token) || matches!(token, TokenTree::Ident(name) if name == "Self"));
    if needs_impl || !generics.params.is_empty() {
        return (None, ty);
    }
    (Some(quote!(type __Context = #ty;)), quote!(__Context))
}
