//! EXPAND: the impls, which name only the library's hidden half, as `__p`, and
//! the user's own tokens.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput};

use super::attr::{EnumAttr, derives_serde};
use super::hierarchy::Hierarchy;
use super::model::Model;
use crate::base::emit::{Type, enclosed};
use crate::base::errors::Errors;
use crate::fallback;

pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let ty = Type { ident: &model.input.ident, generics: &model.input.generics };
    let value = ty.implement(value(model));
    let read = ty.deserialize(&ty.with_lifetime("'__t"), &quote!(__p::read_value(__deserializer)));
    let write = ty.serialize(ty.generics, &quote!(__p::write_value(self, __serializer)));
    let implies = model.hierarchy.as_ref();
    let implies = implies.map(|hierarchy| ty.implement(implied(model, hierarchy)));
    enclosed(model.krate.as_ref(), &quote!(#value #read #write #implies))
}

/// `ClaimValue`: each variant and its string.
fn value(model: &Model<'_>) -> TokenStream {
    let variants: Vec<_> = model.named.iter().map(|variant| variant.ident).collect();
    let texts: Vec<_> = model.named.iter().map(|variant| &variant.text).collect();
    let keeps_unknown = model.unknown.is_some();
    let (kept, text, is_known) = match model.unknown {
        None => (quote!(__p::None), None, None),
        Some((variant, ty)) => {
            let span = ty.span();
            let keep = quote_spanned!(span=> <#ty as __p::KeptText>::keep);
            let text = quote_spanned!(span=> <#ty as __p::KeptText>::text);
            (
                quote!(__p::Some(Self::#variant(#keep(__text)))),
                Some(quote!(Self::#variant(__text) => #text(__text),)),
                Some(quote!(Self::#variant(_) => false,)),
            )
        }
    };
    quote! { __p::ClaimValue {
        const NAMES: &'static [&'static __p::str] = &[#(#texts),*];
        const KEEPS_UNKNOWN: __p::bool = #keeps_unknown;

        fn parse(__text: &__p::str) -> __p::Option<Self> {
            match __text {
                #(#texts => __p::Some(Self::#variants),)*
                _ => #kept,
            }
        }

        fn as_str(&self) -> &__p::str {
            match self {
                #(Self::#variants => #texts,)*
                #text
            }
        }

        #[inline]
        fn is_known(&self) -> __p::bool {
            match self {
                #(Self::#variants)|* => true,
                #is_known
            }
        }
    }}
}

/// `Implies`: for each variant, those that it implies.
fn implied(model: &Model<'_>, Hierarchy(implied): &Hierarchy) -> TokenStream {
    let arms = model.named.iter().zip(implied).map(|(variant, implied)| {
        let (variant, implied) = (variant.ident, implied.iter().map(|nth| model.named[*nth].ident));
        quote! {
            Self::#variant => match __wanted {
                #(Self::#implied)|* => true,
                #[allow(unreachable_patterns)]
                _ => false,
            },
        }
    });
    let unknown = model.unknown.map(|(variant, _)| quote!(Self::#variant(_) => false,));
    quote! { __p::Implies {
        fn implies(&self, __wanted: &Self) -> __p::bool {
            match self {
                #(#arms)*
                #unknown
            }
        }
    }}
}

/// Impls that are never run, for an enum that was refused: uses of the enum then
/// give no errors of their own. If it has attributes of serde's, serde's derives
/// have written their half.
pub(super) fn fallback(input: &DeriveInput) -> TokenStream {
    let ty = Type { ident: &input.ident, generics: &input.generics };
    let serde = (!has_serde(input)).then(|| fallback::serde(ty));
    let value = ty.implement(quote! { __p::ClaimValue {
        const NAMES: &'static [&'static __p::str] = &[];
        const KEEPS_UNKNOWN: __p::bool = false;
        fn parse(_: &__p::str) -> __p::Option<Self> { loop {} }
        fn as_str(&self) -> &__p::str { loop {} }
        fn is_known(&self) -> __p::bool { loop {} }
    }});
    let implies = quote!(__p::Implies { fn implies(&self, _: &Self) -> __p::bool { loop {} } });
    let implies = ty.implement(implies);
    let krate = EnumAttr::parse(&input.attrs, &mut Errors::default()).krate;
    enclosed(krate.as_ref(), &quote!(#value #implies #serde))
}

fn has_serde(input: &DeriveInput) -> bool {
    let is_of_serde = |attr: &Attribute| attr.path().is_ident("serde") || derives_serde(attr);
    let has = |attrs: &[Attribute]| attrs.iter().any(is_of_serde);
    let on_variant = match &input.data {
        Data::Enum(data) => data.variants.iter().any(|variant| has(&variant.attrs)),
        _ => false,
    };
    on_variant || has(&input.attrs)
}
