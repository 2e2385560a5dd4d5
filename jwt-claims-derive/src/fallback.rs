//! Impls that never run, for a struct that was refused: the refusal is then
//! the only error, and uses of the type give none of their own.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, DeriveInput};

use crate::attr::ClaimsAttr;
use crate::errors::Errors;
use crate::model::{Kind, private};

pub(crate) fn fallback(kind: Kind, input: &DeriveInput) -> TokenStream {
    if kind == Kind::Nested {
        return nested(input);
    }

    let said = said(&input.attrs);
    let (p, context) = (private(said.krate.as_ref()), said.context.as_ref());
    let (alias, context) = crate::context::aliased(crate::context::of(context), context, &input.generics);
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let mut with_token = input.generics.clone();
    with_token.params.insert(0, syn::parse_quote!('__t));
    let (with_token, _, _) = with_token.split_for_impl();
    quote! {
        #[doc(hidden)]
        const _: () = {
            #alias
            #[automatically_derived]
            impl #impl_generics #p::Guarded for #ident #ty_generics #where_clause {
                const FOUND: #p::Found = #p::Found::Claims;
            }
            #[automatically_derived]
            impl #impl_generics #p::Declared for #ident #ty_generics #where_clause {
                const SPEC: &'static #p::Policy = &#p::Policy::new(#p::PolicySpec::EMPTY);
                type Relation = #p::Alone;
                type Context<'__c> = #context;
                fn check(&self, _: &Self::Context<'_>, _: #p::Seen, _: &mut #p::Findings) { loop {} }
            }
            #[automatically_derived]
            impl #with_token #p::Claims<'__t> for #ident #ty_generics #where_clause {
                fn read(_: &mut #p::Reading<'__t>) -> #p::Option<Self> { loop {} }
                fn parts<__P: #p::Parts<'__t>>(_: &mut __P) { loop {} }
            }
            #[automatically_derived]
            impl #impl_generics #p::IssueClaims for #ident #ty_generics #where_clause {
                fn encode<__S: #p::serde::Serializer>(&self, _: __S) -> #p::Result<__S::Ok, __S::Error> { loop {} }
                fn omits(&self, _: &#p::str) -> #p::bool { loop {} }
                fn read_back<'__t>(&self, _: &Self::Context<'_>, _: &#p::Signed<'__t>) -> #p::Result<(), #p::Error> { loop {} }
            }
        };
    }
}

/// The same for an object among the claims.
fn nested(input: &DeriveInput) -> TokenStream {
    let p = private(said(&input.attrs).krate.as_ref());
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let mut with_token = input.generics.clone();
    with_token.params.insert(0, syn::parse_quote!('__t));
    let (with_token, _, _) = with_token.split_for_impl();
    quote! {
        #[doc(hidden)]
        const _: () = {
            #[automatically_derived]
            impl #impl_generics #p::Guarded for #ident #ty_generics #where_clause {
                const FOUND: #p::Found = #p::Found::Nested;
            }
            #[automatically_derived]
            impl #impl_generics #p::NestedClaims for #ident #ty_generics #where_clause {
                const RULES: &'static [#p::RuleSpec] = &[];
                fn check(&self, _: #p::Seen, _: &mut #p::Findings) { loop {} }
            }
            #[automatically_derived]
            impl #with_token #p::serde::Deserialize<'__t> for #ident #ty_generics #where_clause {
                fn deserialize<__D: #p::serde::Deserializer<'__t>>(_: __D) -> #p::Result<Self, __D::Error> { loop {} }
            }
            #[automatically_derived]
            impl #impl_generics #p::serde::Serialize for #ident #ty_generics #where_clause {
                fn serialize<__S: #p::serde::Serializer>(&self, _: __S) -> #p::Result<__S::Ok, __S::Error> { loop {} }
            }
        };
    }
}

/// What uses of the type must know: the `crate` path and the context. All that
/// is wrong was told already.
fn said(attrs: &[Attribute]) -> ClaimsAttr {
    ClaimsAttr::parse(attrs, &mut Errors::default())
}
