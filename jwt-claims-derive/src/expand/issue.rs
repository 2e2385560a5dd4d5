//! `IssueClaims`, and serde's `Serialize` of objects among the claims.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Generics, WherePredicate};

use super::bounds::Bounds;
use super::wire;
use crate::base::emit::Type;
use crate::base::tokens::with_lifetime;
use crate::model::{Field, Model};

/// `IssueClaims`, through serde's remote definition of the same fields.
pub(super) fn claims(model: &Model<'_>) -> TokenStream {
    let bounds = Bounds::of(model);
    let (written, body) = written(model, &bounds);
    let mut generics = model.generics.clone();
    bounds.add_to(&mut generics);
    add_read_back(model, &mut generics);
    let (omits, read_back) = (omits(model), read_back(model.ty()));
    let issue = model.ty().implement_for(&generics, quote! { __p::IssueClaims {
        fn encode<__S: __p::serde::Serializer>(&self, __serializer: __S) -> __p::Result<__S::Ok, __S::Error> {
            #body
        }

        #omits
        #read_back
    }});
    quote!(#written #issue)
}

/// `Serialize`, through the same.
pub(super) fn nested(model: &Model<'_>) -> TokenStream {
    let (bounds, mut generics) = (Bounds::of(model), model.generics.clone());
    let (written, body) = written(model, &bounds);
    bounds.add_to(&mut generics);
    let write = model.ty().serialize(&generics, &body);
    quote!(#written #write)
}

/// The hidden structs, and the call that writes through them, or through the
/// base alone.
fn written(model: &Model<'_>, bounds: &Bounds) -> (TokenStream, TokenStream) {
    if let Some(base) = model.base.as_ref().filter(|_| model.is_direct()) {
        let member = &base.member;
        return (TokenStream::new(), quote!(__p::IssueClaims::encode(&self.#member, __serializer)));
    }
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let turbofish = ty_generics.as_turbofish();
    (
        wire::write(model, bounds),
        quote! {
            use __p::NothingWritten as _;
            __Written0 #turbofish::serialize(self, __serializer)
        },
    )
}

/// `read_back`: the type that is read has the payload's lifetime wherever the
/// user's has one of its own.
fn read_back(Type { ident, generics }: Type<'_>) -> TokenStream {
    let (_, ty_generics, _) = generics.split_for_impl();
    let arguments = with_lifetime(ty_generics, "__t");
    quote! {
        fn read_back<'__t>(&self, __cx: &Self::Context<'_>, __written: &__p::Signed<'__t>) -> __p::Result<(), __p::Error> {
            match <#ident #arguments as __p::Claims<'__t>>::accept(__cx, __written) {
                __p::Ok(_) => __p::Ok(()),
                __p::Err(__error) => __p::Err(__error),
            }
        }
    }
}

/// The conditions under which a type with type parameters can be read back:
/// from a payload of any lifetime.
fn add_read_back(model: &Model<'_>, generics: &mut Generics) {
    if model.generics.type_params().next().is_none() {
        return;
    }
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let arguments = with_lifetime(ty_generics, "__t");
    let mut predicates = wire::conditions(model, &arguments, &quote!(for<'__t>));
    if model.generics.lifetimes().next().is_some() {
        // what is read may borrow for less than the user's own lifetimes
        let types = model.generics.type_params().map(|parameter| &parameter.ident);
        predicates.extend(types.map(|ty| -> WherePredicate { syn::parse_quote!(#ty: 'static) }));
    }
    generics.make_where_clause().predicates.extend(predicates);
}

/// `omits`: the claims that are left out if they are `None`.
fn omits(model: &Model<'_>) -> TokenStream {
    let names = model.fields.iter().filter(|field| is_omitted(model, field)).map(|field| &field.wire_name);
    let base = model.base.as_ref().map(|base| &base.member);
    let base = base.map(|member| quote!(|| __p::IssueClaims::omits(&self.#member, __name)));
    quote! {
        fn omits(&self, __name: &__p::str) -> __p::bool {
            __p::is_among(__name, &[#(#names),*]) #base
        }
    }
}

/// Whether issuing leaves out the field if it is `None`. It does not for a field with
/// `null`, or with a function of its own that could not read an absent claim.
fn is_omitted(model: &Model<'_>, field: &Field<'_>) -> bool {
    let has_no_name = field.is_flattened() || field.claim.path.is_some();
    !has_no_name && field.claim.null.is_none() && (!field.has_codec() || model.has_default(field))
}
