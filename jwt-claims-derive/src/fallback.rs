//! Impls that are never run, for a type that was refused: uses of the type then
//! give no errors of their own.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::attr::whole::ClaimsAttr;
use crate::base::emit::{Type, enclosed, private};
use crate::base::errors::Errors;
use crate::expand::{context, declared::guarded};
use crate::model::Kind;

/// The impls of a claims type, or of an object among the claims.
pub(crate) fn claims(kind: Kind, input: &DeriveInput) -> TokenStream {
    // its errors were reported before
    let claims = ClaimsAttr::parse(&input.attrs, &mut Errors::default());
    let (p, ty) = (private(claims.krate.as_ref()), Type { ident: &input.ident, generics: &input.generics });
    if kind == Kind::Nested {
        let (guarded, serde) = (guarded(&p, ty, "Nested"), serde(&p, ty));
        let nested = ty.implement(
            &quote!(#p::NestedClaims),
            &quote! {
                const RULES: &'static [#p::RuleSpec] = &[];
                fn check(&self, _: #p::Seen, _: &mut #p::Findings) { loop {} }
            },
        );
        return enclosed(&quote!(#guarded #nested #serde));
    }
    let (alias, context) = context::of(claims.context.as_ref(), &input.generics);
    let guarded = guarded(&p, ty, "Claims");
    let declared = ty.implement(
        &quote!(#p::Declared),
        &quote! {
            const SPEC: &'static #p::Policy = &#p::Policy::new(#p::PolicySpec::EMPTY);
            type Relation = #p::Alone;
            type Context<'__c> = #context;
            fn check(&self, _: &Self::Context<'_>, _: #p::Seen, _: &mut #p::Findings) { loop {} }
        },
    );
    let claims = ty.implement_for(
        &ty.with_lifetime("'__t"),
        &quote!(#p::Claims<'__t>),
        &quote! {
            fn read(_: &mut #p::Reading<'__t>) -> #p::Option<Self> { loop {} }
            fn parts<__P: #p::Parts<'__t>>(_: &mut __P) { loop {} }
        },
    );
    let issue = ty.implement(
        &quote!(#p::IssueClaims),
        &quote! {
            fn encode<__S: #p::serde::Serializer>(&self, _: __S) -> #p::Result<__S::Ok, __S::Error> { loop {} }
            fn omits(&self, _: &#p::str) -> #p::bool { loop {} }
            fn read_back<'__t>(&self, _: &Self::Context<'_>, _: &#p::Signed<'__t>) -> #p::Result<(), #p::Error> { loop {} }
        },
    );
    enclosed(&quote!(#alias #guarded #declared #claims #issue))
}

/// serde's traits.
pub(crate) fn serde(p: &TokenStream, ty: Type<'_>) -> TokenStream {
    let read = ty.implement_for(
        &ty.with_lifetime("'__t"),
        &quote!(#p::serde::Deserialize<'__t>),
        &quote! {
            fn deserialize<__D: #p::serde::Deserializer<'__t>>(_: __D) -> #p::Result<Self, __D::Error> { loop {} }
        },
    );
    let write = ty.implement(
        &quote!(#p::serde::Serialize),
        &quote! {
            fn serialize<__S: #p::serde::Serializer>(&self, _: __S) -> #p::Result<__S::Ok, __S::Error> { loop {} }
        },
    );
    quote!(#read #write)
}
