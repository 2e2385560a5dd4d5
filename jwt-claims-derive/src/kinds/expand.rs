//! EXPAND: the list of kinds, what is asserted of it, and the choice.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::{Kinds, Variant};
use crate::expand::{assertion, at};
use crate::lifetimes::made_static;
use crate::registered::Registered;

pub(super) fn expand(kinds: &Kinds<'_>) -> TokenStream {
    let (list, assertions) = (list(kinds), assertions(kinds));
    let (declared, claims) = (declared(kinds), claims(kinds));
    let issue = (!kinds.verify_only).then(|| issue(kinds));
    quote! {
        #[doc(hidden)]
        #[allow(
            dead_code, deprecated, explicit_outlives_requirements, non_upper_case_globals, trivial_bounds,
            unused_qualifications, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction
        )]
        const _: () = {
            #list
            #assertions
            #declared
            #claims
            #issue
        };
    }
}

/// A variant's policy, where it stands.
fn policy(kinds: &Kinds<'_>, variant: &Variant<'_>) -> TokenStream {
    let (p, ty) = (kinds.private(), made_static(variant.ty.to_token_stream()));
    quote_spanned!(at(variant.ty.span())=> <#ty as #p::Declared>::SPEC)
}

fn value(kinds: &Kinds<'_>, variant: &Variant<'_>) -> TokenStream {
    let (p, policy) = (kinds.private(), policy(kinds, variant));
    match &variant.kind {
        Some(kind) => quote!(#kind),
        None => quote!(#p::typ_of(#policy)),
    }
}

fn list(kinds: &Kinds<'_>) -> TokenStream {
    let p = kinds.private();
    let claim = match &kinds.claim {
        Some(claim) => quote!(#p::Some(#claim)),
        None => quote!(#p::None),
    };
    let list = kinds.variants.iter().map(|variant| {
        let (name, value, policy) =
            (variant.ident.to_string(), value(kinds, variant), policy(kinds, variant));
        quote!(#p::Kind { variant: #name, value: #value, policy: #policy })
    });
    quote! {
        const __KINDS: &'static #p::Kinds = &#p::Kinds { claim: #claim, list: &[#(#list),*] };
    }
}

/// That no token can be of two kinds; said where the second stands.
fn assertions(kinds: &Kinds<'_>) -> TokenStream {
    let p = kinds.private();
    let mut assertions = TokenStream::new();
    for (nth, variant) in kinds.variants.iter().enumerate() {
        let (span, policy, name) = (variant.ty.span(), policy(kinds, variant), variant.ident);
        let nested = format!("`{name}` is an enum of kinds itself; list its variants here instead");
        assertions.extend(assertion(&p, span, &quote!(!#p::is_of_kinds(#policy)), &nested));
        if kinds.claim.is_none() {
            let typeless = format!(
                "the claims type of `{name}` declares no `typ`, by which the kinds are told apart; write `#[claims(typ = \"...\")]` on it"
            );
            let holds = quote!(!#p::typ_of(#policy).is_empty() || #p::is_of_kinds(#policy));
            assertions.extend(assertion(&p, span, &holds, &typeless));
        }
        assertions.extend(is_told(kinds, variant));
        for first in &kinds.variants[..nth] {
            assertions.extend(apart(kinds, first, variant));
        }
    }
    assertions
}

/// That the variant takes the claim that tells it: a registered one any type
/// does.
fn is_told(kinds: &Kinds<'_>, variant: &Variant<'_>) -> TokenStream {
    let claim = kinds.claim.as_ref().map(syn::LitStr::value);
    let Some(claim) = claim.filter(|claim| Registered::from_name(claim).is_none()) else {
        return TokenStream::new();
    };
    let (p, ty, name) = (kinds.private(), made_static(variant.ty.to_token_stream()), variant.ident);
    let message = format!(
        "the claims type of `{name}` has `deny_unknown_fields` and no field for `{claim}`, by which the kinds are \
         told apart, so that no token could pass; add one"
    );
    let holds = quote!(!<#ty as #p::Declared>::CLOSED || <#ty as #p::Declared>::FIELDS.read(#claim));
    assertion(&p, variant.ty.span(), &holds, &message)
}

fn apart(kinds: &Kinds<'_>, first: &Variant<'_>, second: &Variant<'_>) -> TokenStream {
    let p = kinds.private();
    let (a, b) = (value(kinds, first), value(kinds, second));
    let by = kinds.claim.as_ref().map_or_else(|| "typ".to_owned(), syn::LitStr::value);
    let message = format!(
        "`{}` and `{}` have the same `{by}`: a token could be of both kinds; give one another",
        first.ident, second.ident
    );
    let span = second.kind.as_ref().map_or_else(|| second.ty.span(), crate::value::Value::span);
    let holds = match &kinds.claim {
        Some(_) => quote!(!#p::same(#a, #b)),
        None => quote!(!#p::same_media_type(#a, #b) || #a.is_empty()),
    };
    assertion(&p, span, &holds, &message)
}

fn declared(kinds: &Kinds<'_>) -> TokenStream {
    let (p, ident, type_name) = (kinds.private(), kinds.ident, kinds.ident.to_string());
    let (impl_generics, ty_generics, where_clause) = kinds.generics.split_for_impl();
    let arms = kinds.variants.iter().enumerate().map(|(nth, variant)| {
        let (name, ty) = (variant.ident, variant.ty);
        let check = quote_spanned!(at(ty.span())=> <#ty as #p::Declared>::check);
        let own = own_context(nth);
        quote!(Self::#name(__claims) => #check(__claims, #own(__cx), __seen, __found),)
    });
    let (contexts, context) = (contexts(kinds), context(kinds));
    quote! {
        #contexts

        #[automatically_derived]
        impl #impl_generics #p::Guarded for #ident #ty_generics #where_clause {
            const FOUND: #p::Found = #p::Found::Claims;
        }

        #[automatically_derived]
        impl #impl_generics #p::Declared for #ident #ty_generics #where_clause {
            const SPEC: &'static #p::Policy = &#p::Policy::of_kinds(#type_name, __KINDS);
            type Relation = #p::Alone;
            type Context<'__c> = #context;

            fn check(&self, __cx: &Self::Context<'_>, __seen: #p::Seen, __found: &mut #p::Findings) {
                match self { #(#arms)* }
            }
        }
    }
}

/// The first variant's context; the others must have the same.
fn context(kinds: &Kinds<'_>) -> Option<TokenStream> {
    let p = kinds.private();
    kinds.variants.first().map(|variant| {
        let ty = variant.ty;
        quote!(<#ty as #p::Declared>::Context<'__c>)
    })
}

/// Each variant's context from the enum's. Another one is an error, and stands
/// where the variant's claims type does; behind bounds it would be one always.
fn contexts(kinds: &Kinds<'_>) -> TokenStream {
    let (p, context, mut generics) = (kinds.private(), context(kinds), kinds.generics.clone());
    generics.params.insert(0, syn::parse_quote!('__x));
    generics.params.insert(0, syn::parse_quote!('__c));
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let functions = kinds.variants.iter().enumerate().map(|(nth, Variant { ty, .. })| {
        let (own, span) = (own_context(nth), at(ty.span()));
        let written = crate::expand::written(&p, span);
        let cx = quote_spanned!(span=> #written::in_part::<_, <#ty as #p::Declared>::Context<'__c>>(__cx));
        quote! {
            fn #own #impl_generics(__cx: &'__x #context) -> &'__x <#ty as #p::Declared>::Context<'__c>
            #where_clause
            {
                #cx
            }
        }
    });
    functions.collect()
}

fn own_context(nth: usize) -> Ident {
    format_ident!("__context{nth}")
}

fn claims(kinds: &Kinds<'_>) -> TokenStream {
    let (p, ident) = (kinds.private(), kinds.ident);
    let (_, ty_generics, _) = kinds.generics.split_for_impl();
    let mut generics = kinds.generics.clone();
    if !kinds.generics.params.is_empty() {
        let types = kinds.variants.iter().map(|variant| variant.ty);
        let bounds = types.map(|ty| -> syn::WherePredicate { syn::parse_quote!(#ty: #p::Claims<'__t>) });
        generics.make_where_clause().predicates.extend(bounds);
    }
    generics.params.insert(0, syn::parse_quote!('__t));
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let last = kinds.variants.len() - 1;
    let arms = kinds.variants.iter().enumerate().map(|(nth, variant)| {
        let (name, ty) = (variant.ident, variant.ty);
        let place = if nth == last { quote!(_) } else { quote!(#nth) };
        let own = own_context(nth);
        quote! {
            #place => {
                let (__claims, __unchecked) = __signed.accept::<#ty>(#own(__cx))?;
                #p::Ok((Self::#name(__claims), __unchecked))
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::Claims<'__t> for #ident #ty_generics #where_clause {
            // the kind is chosen first, and then read
            fn read(_: &mut #p::Reading<'__t>) -> #p::Option<Self> {
                #p::None
            }

            fn parts<__P: #p::Parts<'__t>>(_: &mut __P) {}

            fn accept(__cx: &Self::Context<'_>, __signed: &#p::Signed<'__t>) -> #p::Result<(Self, #p::ClaimSet), #p::Error> {
                match __signed.kind(__KINDS)? { #(#arms)* }
            }
        }
    }
}

fn issue(kinds: &Kinds<'_>) -> TokenStream {
    let (p, ident) = (kinds.private(), kinds.ident);
    let (impl_generics, ty_generics, where_clause) = kinds.generics.split_for_impl();
    let variants: Vec<_> = kinds.variants.iter().map(|variant| variant.ident).collect();
    let places = 0..variants.len();
    let contexts = (0..variants.len()).map(own_context);
    let kind = kinds.claim.as_ref().map(|claim| {
        let values = kinds.variants.iter().map(|variant| &variant.kind);
        quote! {
            fn kind(&self) -> #p::Option<(&'static #p::str, &'static #p::str)> {
                match self { #(Self::#variants(_) => #p::Some((#claim, #values)),)* }
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::IssueClaims for #ident #ty_generics #where_clause {
            fn encode<__S: #p::serde::Serializer>(&self, __serializer: __S) -> #p::Result<__S::Ok, __S::Error> {
                match self { #(Self::#variants(__claims) => #p::IssueClaims::encode(__claims, __serializer),)* }
            }

            fn policy(&self) -> &'static #p::Policy {
                match self { #(Self::#variants(__claims) => #p::IssueClaims::policy(__claims),)* }
            }

            #kind

            fn omits(&self, __name: &#p::str) -> #p::bool {
                match self { #(Self::#variants(__claims) => #p::IssueClaims::omits(__claims, __name),)* }
            }

            fn read_back<'__t>(&self, __cx: &Self::Context<'_>, __written: &#p::Signed<'__t>) -> #p::Result<(), #p::Error> {
                let __nth = match self { #(Self::#variants(_) => #places,)* };
                __written.is_kind(__KINDS, __nth)?;
                match self { #(Self::#variants(__claims) => #p::IssueClaims::read_back(__claims, #contexts(__cx), __written),)* }
            }
        }
    }
}
