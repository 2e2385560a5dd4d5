//! EXPAND: the list of kinds, the assertions about it, and the choice.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::WherePredicate;
use syn::spanned::Spanned;

use super::model::{Kinds, Variant};
use crate::base::emit::{assertion, at, enclosed, option};
use crate::base::registered::Registered;
use crate::base::tokens::with_static;
use crate::expand::context;
use crate::expand::declared::guarded;

pub(super) fn expand(kinds: &Kinds<'_>) -> TokenStream {
    let context =
        kinds.variants.first().map(|Variant { ty, .. }| quote!(<#ty as __p::Declared>::Context<'__c>));
    let expansion = Expansion { kinds, context };
    let (list, assertions, contexts) = (expansion.list(), expansion.assertions(), expansion.contexts());
    let (declared, claims) = (expansion.declared(), expansion.claims());
    let issue = (!kinds.verify_only).then(|| expansion.issue());
    enclosed(kinds.krate.as_ref(), &quote!(#list #assertions #contexts #declared #claims #issue))
}

struct Expansion<'k> {
    kinds: &'k Kinds<'k>,
    /// The first variant's context; the others must have the same.
    context: Option<TokenStream>,
}

/// The function that gives a variant its context.
fn own_context(nth: usize) -> Ident {
    format_ident!("__context{nth}")
}

impl Expansion<'_> {
    /// The policy of a variant.
    fn policy(&self, variant: &Variant<'_>) -> TokenStream {
        let ty = with_static(variant.ty);
        quote_spanned!(at(variant.ty.span())=> <#ty as __p::Declared>::SPEC)
    }

    /// The variant's value of the claim, or of `typ`.
    fn value(&self, variant: &Variant<'_>) -> TokenStream {
        let policy = self.policy(variant);
        match &variant.kind {
            Some(kind) => quote!(#kind),
            None => quote!(__p::typ_of(#policy)),
        }
    }

    fn list(&self) -> TokenStream {
        let claim = option(self.kinds.claim.as_ref());
        let list = self.kinds.variants.iter().map(|variant| {
            let (name, value, policy) =
                (variant.ident.to_string(), self.value(variant), self.policy(variant));
            quote!(__p::Kind { variant: #name, value: #value, policy: #policy })
        });
        quote!(const __KINDS: &'static __p::Kinds = &__p::Kinds { claim: #claim, list: &[#(#list),*] };)
    }

    /// That no token can be of two kinds; reported at the second.
    fn assertions(&self) -> TokenStream {
        let Kinds { claim, variants, .. } = self.kinds;
        let mut all = TokenStream::new();
        for (nth, variant) in variants.iter().enumerate() {
            let (span, policy, name) = (variant.ty.span(), self.policy(variant), variant.ident);
            let mut add = |holds: TokenStream, message: String| all.extend(assertion(span, &holds, &message));
            add(
                quote!(!__p::is_of_kinds(#policy)),
                format!("`{name}` is an enum of kinds itself; list its variants here instead"),
            );
            match claim.as_ref().map(syn::LitStr::value) {
                None => add(
                    quote!(__p::declares_typ(#policy) || __p::is_of_kinds(#policy)),
                    format!(
                        "the claims type of `{name}` declares no `typ`, but `kinds_by` tells the kinds \
                        apart by it; write `#[claims(typ = \"...\")]` on it"
                    ),
                ),
                // every type takes a registered claim
                Some(claim) if Registered::from_name(&claim).is_none() => {
                    let ty = with_static(variant.ty);
                    add(
                        quote!(!<#ty as __p::Declared>::CLOSED || <#ty as __p::Declared>::FIELDS.read(#claim)),
                        format!(
                            "the claims type of `{name}` has `deny_unknown_fields` and no field for \
                            `{claim}`, by which `kinds_by` tells the kinds apart, so no token could pass; \
                            add one"
                        ),
                    );
                }
                Some(_) => {}
            }
            variants[..nth].iter().for_each(|first| all.extend(self.apart(first, variant)));
        }
        all
    }

    fn apart(&self, first: &Variant<'_>, second: &Variant<'_>) -> TokenStream {
        let (by, holds) = match &self.kinds.claim {
            Some(claim) => {
                let (a, b) = (self.value(first), self.value(second));
                (claim.value(), quote!(!__p::same(#a, #b)))
            }
            None => {
                let (a, b) = (self.policy(first), self.policy(second));
                ("typ".to_owned(), quote!(__p::differ_in_typ(#a, #b)))
            }
        };
        let message = format!(
            "`{}` and `{}` have the same `{by}`: a token could be of both kinds; change one of them",
            first.ident, second.ident
        );
        let span = second.kind.as_ref().map_or_else(|| second.ty.span(), |kind| kind.span);
        assertion(span, &holds, &message)
    }

    /// Each variant's context from the enum's. Another one is an error at the
    /// variant's claims type; behind bounds it would always be one.
    fn contexts(&self) -> TokenStream {
        let (context, mut generics) = (&self.context, self.kinds.ty.with_lifetime("'__x"));
        generics.params.insert(0, syn::parse_quote!('__c));
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let functions = self.kinds.variants.iter().enumerate().map(|(nth, Variant { ty, .. })| {
            let (own, span) = (own_context(nth), at(ty.span()));
            let cx = quote_spanned!(span=> __p::in_part::<_, <#ty as __p::Declared>::Context<'__c>, <#ty as __p::Declared>::Needs>(__cx));
            quote! {
                fn #own #impl_generics(__cx: &'__x #context) -> &'__x <#ty as __p::Declared>::Context<'__c> #where_clause {
                    #cx
                }
            }
        });
        functions.collect()
    }

    fn declared(&self) -> TokenStream {
        let (ty, context) = (self.kinds.ty, &self.context);
        let needs = context::needs(None, self.kinds.variants.first().map(|variant| variant.ty));
        let type_name = ty.ident.to_string();
        let arms = self.kinds.variants.iter().enumerate().map(|(nth, Variant { ident, ty, .. })| {
            let (own, check) =
                (own_context(nth), quote_spanned!(at(ty.span())=> <#ty as __p::Declared>::check));
            quote!(Self::#ident(__claims) => #check(__claims, #own(__cx), __seen, __found),)
        });
        let guarded = guarded(ty, "Claims");
        let declared = ty.implement(quote! { __p::Declared {
            const SPEC: &'static __p::Policy = &__p::Policy::of_kinds(#type_name, __KINDS);
            type Relation = __p::Alone;
            type Context<'__c> = #context;
            type Needs = #needs;

            fn check(&self, __cx: &Self::Context<'_>, __seen: __p::Seen, __found: &mut __p::Findings) {
                match self { #(#arms)* }
            }
        }});
        quote!(#guarded #declared)
    }

    fn claims(&self) -> TokenStream {
        let Kinds { ty, variants, .. } = self.kinds;
        let mut generics = ty.with_lifetime("'__t");
        if !ty.generics.params.is_empty() {
            let predicates = &mut generics.make_where_clause().predicates;
            predicates.extend(
                variants.iter().map(|Variant { ty, .. }| -> WherePredicate {
                    syn::parse_quote!(#ty: __p::Claims<'__t>)
                }),
            );
        }
        let arms = variants.iter().enumerate().map(|(nth, Variant { ident, ty, .. })| {
            let (own, place) =
                (own_context(nth), if nth + 1 == variants.len() { quote!(_) } else { quote!(#nth) });
            quote! {
                #place => {
                    let (__claims, __unchecked) = __signed.accept::<#ty>(#own(__cx))?;
                    __p::Ok((Self::#ident(__claims), __unchecked))
                }
            }
        });
        ty.implement_for(&generics, quote! { __p::Claims<'__t> {
            // the kind is chosen first, and then read
            fn read(_: &mut __p::Reading<'__t>) -> __p::Option<Self> {
                __p::None
            }

            fn parts<__P: __p::Parts<'__t>>(_: &mut __P) {}

            fn accept(__cx: &Self::Context<'_>, __signed: &__p::Signed<'__t>) -> __p::Result<(Self, __p::ClaimSet), __p::Error> {
                match __signed.kind(__KINDS)? { #(#arms)* }
            }
        }})
    }

    fn issue(&self) -> TokenStream {
        let Kinds { ty, variants, .. } = self.kinds;
        let names: Vec<_> = variants.iter().map(|variant| variant.ident).collect();
        let (places, contexts) = (0..names.len(), (0..names.len()).map(own_context));
        let kind = self.kinds.claim.as_ref().map(|claim| {
            let values = variants.iter().map(|variant| &variant.kind);
            quote! {
                fn kind(&self) -> __p::Option<(&'static __p::str, &'static __p::str)> {
                    match self { #(Self::#names(_) => __p::Some((#claim, #values)),)* }
                }
            }
        });
        ty.implement(quote! { __p::IssueClaims {
            fn encode<__S: __p::serde::Serializer>(&self, __serializer: __S) -> __p::Result<__S::Ok, __S::Error> {
                match self { #(Self::#names(__claims) => __p::IssueClaims::encode(__claims, __serializer),)* }
            }

            fn policy(&self) -> &'static __p::Policy {
                match self { #(Self::#names(__claims) => __p::IssueClaims::policy(__claims),)* }
            }

            #kind

            fn omits(&self, __name: &__p::str) -> __p::bool {
                match self { #(Self::#names(__claims) => __p::IssueClaims::omits(__claims, __name),)* }
            }

            fn read_back<'__t>(&self, __cx: &Self::Context<'_>, __written: &__p::Signed<'__t>) -> __p::Result<(), __p::Error> {
                let __nth = match self { #(Self::#names(_) => #places,)* };
                __written.is_kind(__KINDS, __nth)?;
                match self { #(Self::#names(__claims) => __p::IssueClaims::read_back(__claims, #contexts(__cx), __written),)* }
            }
        }})
    }
}
