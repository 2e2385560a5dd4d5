//! Impls that are never run, for a type that was refused: uses of the type then
//! give no errors of their own.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::attr::whole::ClaimsAttr;
use crate::base::emit::{Type, enclosed};
use crate::base::errors::Errors;
use crate::expand::{context, declared::guarded};
use crate::model::Kind;

/// The impls of a claims type, or of an object among the claims.
pub(crate) fn claims(kind: Kind, input: &DeriveInput) -> TokenStream {
    // its errors were reported before
    let claims = ClaimsAttr::parse(&input.attrs, &mut Errors::default());
    let ty = Type { ident: &input.ident, generics: &input.generics };
    if kind == Kind::Nested {
        let (guarded, serde) = (guarded(ty, "Nested"), serde(ty));
        let nested = ty.implement(quote! { __p::NestedClaims {
            const RULES: &'static [__p::RuleSpec] = &[];
            fn check(&self, _: __p::Seen, _: &mut __p::Findings) { loop {} }
        }});
        return enclosed(claims.krate.as_ref(), &quote!(#guarded #nested #serde));
    }
    let (alias, context) = context::of(claims.context.as_ref(), &input.generics);
    let needs = context::needs(claims.context.as_ref(), None);
    let guarded = guarded(ty, "Claims");
    let declared = ty.implement(quote! { __p::Declared {
        const SPEC: &'static __p::Policy = &__p::Policy::new(__p::PolicySpec::EMPTY);
        type Relation = __p::Alone;
        type Context<'__c> = #context;
        type Needs = #needs;
        fn check(&self, _: &Self::Context<'_>, _: __p::Seen, _: &mut __p::Findings) { loop {} }
    }});
    let read = ty.implement_for(
        &ty.with_lifetime("'__t"),
        quote! { __p::Claims<'__t> {
            fn read(_: &mut __p::Reading<'__t>) -> __p::Option<Self> { loop {} }
            fn parts<__P: __p::Parts<'__t>>(_: &mut __P) { loop {} }
        }},
    );
    let issue = ty.implement(quote! { __p::IssueClaims {
        fn encode<__S: __p::serde::Serializer>(&self, _: __S) -> __p::Result<__S::Ok, __S::Error> { loop {} }
        fn omits(&self, _: &__p::str) -> __p::bool { loop {} }
        fn read_back<'__t>(&self, _: &Self::Context<'_>, _: &__p::Signed<'__t>) -> __p::Result<(), __p::Error> { loop {} }
    }});
    enclosed(claims.krate.as_ref(), &quote!(#alias #guarded #declared #read #issue))
}

/// serde's traits.
pub(crate) fn serde(ty: Type<'_>) -> TokenStream {
    let read = ty.deserialize(&ty.with_lifetime("'__t"), &quote!(loop {}));
    let write = ty.serialize(ty.generics, &quote!(loop {}));
    quote!(#read #write)
}
