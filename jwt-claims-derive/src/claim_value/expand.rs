//! EXPAND: tokens only, inside `const _: () = { … }`, and nothing named but the
//! library's hidden half and the user's own tokens.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::DeriveInput;
use syn::spanned::Spanned;

use super::attr::EnumAttr;
use super::hierarchy::Hierarchy;
use super::model::Model;
use crate::errors::Errors;

pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let (value, codec) = (value(model), codec(model));
    let implies = model.hierarchy.as_ref().map(|hierarchy| implies(model, hierarchy));
    quote! {
        #[doc(hidden)]
        #[allow(
            deprecated, unused_qualifications,
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction
        )]
        const _: () = {
            #value
            #codec
            #implies
        };
    }
}

/// `ClaimValue`: each variant and its string.
fn value(model: &Model<'_>) -> TokenStream {
    let (p, ident) = (model.private(), model.ident);
    let variants: Vec<_> = model.named.iter().map(|variant| variant.ident).collect();
    let texts: Vec<_> = model.named.iter().map(|variant| &variant.text).collect();
    let is_open = model.unknown.is_some();
    let (kept, text, known) = match &model.unknown {
        None => (quote!(#p::None), None, None),
        Some(unknown) => {
            let (variant, span) = (unknown.ident, unknown.ty.span());
            let (p, ty) = (crate::expand::written(&p, span), unknown.ty);
            let keep = quote_spanned!(span=> <#ty as #p::KeptText>::keep);
            let text = quote_spanned!(span=> <#ty as #p::KeptText>::text);
            (
                quote!(#p::Some(#ident::#variant(#keep(__text)))),
                Some(quote!(#ident::#variant(__text) => #text(__text),)),
                Some(quote!(#ident::#variant(_) => false,)),
            )
        }
    };
    quote! {
        #[automatically_derived]
        impl #p::ClaimValue for #ident {
            const NAMES: &'static [&'static #p::str] = &[#(#texts),*];
            const KEEPS_UNKNOWN: #p::bool = #is_open;

            fn parse(__text: &#p::str) -> #p::Option<Self> {
                match __text {
                    #(#texts => #p::Some(#ident::#variants),)*
                    _ => #kept,
                }
            }

            fn as_str(&self) -> &#p::str {
                match self {
                    #(#ident::#variants => #texts,)*
                    #text
                }
            }

            #[inline]
            fn is_known(&self) -> #p::bool {
                match self {
                    #(#ident::#variants)|* => true,
                    #known
                }
            }
        }
    }
}

/// serde's traits: as a string.
fn codec(model: &Model<'_>) -> TokenStream {
    let (p, ident) = (model.private(), model.ident);
    quote! {
        #[automatically_derived]
        impl<'de> #p::serde::Deserialize<'de> for #ident {
            fn deserialize<__D: #p::serde::Deserializer<'de>>(
                __deserializer: __D,
            ) -> #p::Result<Self, __D::Error> {
                #p::read_value(__deserializer)
            }
        }

        #[automatically_derived]
        impl #p::serde::Serialize for #ident {
            fn serialize<__S: #p::serde::Serializer>(
                &self,
                __serializer: __S,
            ) -> #p::Result<__S::Ok, __S::Error> {
                #p::write_value(self, __serializer)
            }
        }
    }
}

/// `Implies`: for each variant, those that it may stand for.
fn implies(model: &Model<'_>, Hierarchy(implied): &Hierarchy) -> TokenStream {
    let (p, ident) = (model.private(), model.ident);
    let arms = model.named.iter().zip(implied).map(|(variant, implied)| {
        let (variant, implied) = (variant.ident, implied.iter().map(|nth| model.named[*nth].ident));
        quote! {
            #ident::#variant => match __wanted {
                #(#ident::#implied)|* => true,
                #[allow(unreachable_patterns)]
                _ => false,
            },
        }
    });
    let unknown = model.unknown.as_ref().map(|unknown| {
        let variant = unknown.ident;
        quote!(#ident::#variant(_) => false,)
    });
    quote! {
        #[automatically_derived]
        impl #p::Implies for #ident {
            fn implies(&self, __wanted: &Self) -> #p::bool {
                match self {
                    #(#arms)*
                    #unknown
                }
            }
        }
    }
}

/// Impls that never run, for an enum that was refused: the refusal is then the
/// only error, and uses of the enum give none of their own. Where serde's
/// attributes stand, its derives have written their half.
pub(super) fn fallback(input: &DeriveInput) -> TokenStream {
    let krate = EnumAttr::parse(&input.attrs, &mut Errors::default()).krate;
    let (p, ident) = (crate::model::private(krate.as_ref()), &input.ident);
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let mut reading = input.generics.clone();
    reading.params.insert(0, syn::parse_quote!('__de));
    let (reading, _, _) = reading.split_for_impl();
    let codec = (!says_serde(input)).then(|| {
        quote! {
            impl #reading #p::serde::Deserialize<'__de> for #ident #ty_generics #where_clause {
                fn deserialize<__D: #p::serde::Deserializer<'__de>>(_: __D) -> #p::Result<Self, __D::Error> { loop {} }
            }
            impl #impl_generics #p::serde::Serialize for #ident #ty_generics #where_clause {
                fn serialize<__S: #p::serde::Serializer>(&self, _: __S) -> #p::Result<__S::Ok, __S::Error> { loop {} }
            }
        }
    });
    quote! {
        #[doc(hidden)]
        const _: () = {
            impl #impl_generics #p::ClaimValue for #ident #ty_generics #where_clause {
                const NAMES: &'static [&'static #p::str] = &[];
                const KEEPS_UNKNOWN: #p::bool = false;
                fn parse(_: &#p::str) -> #p::Option<Self> { loop {} }
                fn as_str(&self) -> &#p::str { loop {} }
                fn is_known(&self) -> #p::bool { loop {} }
            }
            impl #impl_generics #p::Implies for #ident #ty_generics #where_clause {
                fn implies(&self, _: &Self) -> #p::bool { loop {} }
            }
            #codec
        };
    }
}

fn says_serde(input: &DeriveInput) -> bool {
    let says = |attrs: &[syn::Attribute]| attrs.iter().any(|attr| attr.path().is_ident("serde"));
    let of_variants = match &input.data {
        syn::Data::Enum(data) => data.variants.iter().any(|variant| says(&variant.attrs)),
        _ => false,
    };
    of_variants || says(&input.attrs)
}
