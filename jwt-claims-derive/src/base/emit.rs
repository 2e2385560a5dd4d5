//! Pieces of generated code that every expansion has.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Generics, Ident, Path};

/// The path of the library's hidden half, which expansions call `__p`.
pub(crate) fn private(krate: Option<&Path>) -> TokenStream {
    match krate {
        Some(krate) => quote!(#krate::__private),
        None => quote!(::jwt_claims::__private),
    }
}

/// A span for errors at the user's tokens, with the names of the expansion.
pub(crate) fn at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// A condition on constants, and the error at the user's tokens if it is false. The
/// panic is in a constant, so it is an error of the build.
pub(crate) fn assertion(span: Span, holds: &TokenStream, message: &str) -> TokenStream {
    let span = at(span);
    quote_spanned!(span=> const _: () = if !(#holds) { __p::panic!(#message) };)
}

/// `Some(value)` or `None`.
pub(crate) fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(__p::Some(#value)),
        None => quote!(__p::None),
    }
}

/// A type that gets impls.
#[derive(Clone, Copy)]
pub(crate) struct Type<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) generics: &'i Generics,
}

impl Type<'_> {
    /// The impl of `Trait { items }`.
    pub(crate) fn implement(self, of: TokenStream) -> TokenStream {
        self.implement_for(self.generics, of)
    }

    /// The same with more parameters and conditions than those of the type.
    pub(crate) fn implement_for(self, generics: &Generics, of: TokenStream) -> TokenStream {
        let mut of: Vec<TokenTree> = of.into_iter().collect();
        let items = of.pop();
        let (ident, (_, ty_generics, _)) = (self.ident, self.generics.split_for_impl());
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #impl_generics #(#of)* for #ident #ty_generics #where_clause #items
        }
    }

    /// serde's `Deserialize`: what is read from `__deserializer`.
    pub(crate) fn deserialize(self, generics: &Generics, body: &TokenStream) -> TokenStream {
        self.implement_for(generics, quote! { __p::serde::Deserialize<'__t> {
            fn deserialize<__D: __p::serde::Deserializer<'__t>>(__deserializer: __D) -> __p::Result<Self, __D::Error> {
                #body
            }
        }})
    }

    /// serde's `Serialize`: how it is written to `__serializer`.
    pub(crate) fn serialize(self, generics: &Generics, body: &TokenStream) -> TokenStream {
        self.implement_for(generics, quote! { __p::serde::Serialize {
            fn serialize<__S: __p::serde::Serializer>(&self, __serializer: __S) -> __p::Result<__S::Ok, __S::Error> {
                #body
            }
        }})
    }

    /// Its parameters, and a lifetime before them.
    pub(crate) fn with_lifetime(self, lifetime: &str) -> Generics {
        let mut generics = self.generics.clone();
        let lifetime = syn::Lifetime::new(lifetime, Span::call_site());
        generics.params.insert(0, syn::parse_quote!(#lifetime));
        generics
    }
}

/// What the user's own names cannot meet. In it the library's hidden half has a
/// short name, which may have the span of a user's token.
pub(crate) fn enclosed(krate: Option<&Path>, impls: &TokenStream) -> TokenStream {
    let private = private(krate);
    quote! {
        #[doc(hidden)]
        #[allow(
            dead_code, deprecated, explicit_outlives_requirements, non_camel_case_types, non_snake_case,
            non_upper_case_globals, trivial_bounds, type_alias_bounds, unused_imports, unused_qualifications,
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction
        )]
        const _: () = {
            use #private as __p;
            #impls
        };
    }
}
