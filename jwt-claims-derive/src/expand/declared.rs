//! `Declared` and `NestedClaims`: policy, rules and checks, which do not depend
//! on the lifetime of a token.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::{context, extends, rules, texts};
use crate::base::emit::{Type, at};
use crate::model::Model;

/// `Declared`.
pub(super) fn claims(model: &Model<'_>) -> TokenStream {
    let rules = rules::own(model);
    let (specs, check, policy) = (rules.specs(), &rules.checks, policy(model));
    let (constants, facts) = (extends::constants(model), extends::facts(model));
    let (added, base_check) = extends::added(model);
    let relation = extends::relation(model);
    let extending = model.base.as_ref().map(|_| quote!(.extending(__BASE, <Self as __p::Declared>::ADDED)));
    let (alias, context) = context::of_model(model);
    let needs = context::needs(model.claims.context.as_ref(), model.base.as_ref().map(|base| base.ty));
    let (guarded, mut assertions) = (guarded(model.ty(), "Claims"), durations(model));
    if let Some(span) = model.claims.encrypted {
        assertions.extend(quote_spanned!(at(span)=> const _: () = __p::can_be_encrypted();));
    }
    let declared = model.ty().implement(quote! { __p::Declared {
        const SPEC: &'static __p::Policy = &__p::Policy::new(#policy)#extending;
        type Relation = #relation;
        const RULES: &'static [__p::RuleSpec] = #specs;
        #added
        #facts
        type Context<'__c> = #context;
        type Needs = #needs;

        fn check(&self, __cx: &Self::Context<'_>, __seen: __p::Seen, __found: &mut __p::Findings) {
            #base_check
            let __RULES = <Self as __p::Declared>::RULES;
            #check
        }
    }});
    quote!(#constants #assertions #alias #guarded #declared)
}

/// `NestedClaims`.
pub(super) fn nested(model: &Model<'_>) -> TokenStream {
    let rules = rules::own(model);
    let (specs, check, guarded) = (rules.specs(), &rules.checks, guarded(model.ty(), "Nested"));
    let nested = model.ty().implement(quote! { __p::NestedClaims {
        const RULES: &'static [__p::RuleSpec] = #specs;

        fn check(&self, __seen: __p::Seen, __found: &mut __p::Findings) {
            let __RULES = <Self as __p::NestedClaims>::RULES;
            #check
        }
    }});
    quote!(#guarded #nested)
}

/// Marks the type, so that a plain field of it does not compile.
pub(crate) fn guarded(ty: Type<'_>, found: &str) -> TokenStream {
    let found = Ident::new(found, Span::call_site());
    ty.implement(quote!(__p::Guarded { const FOUND: __p::Found = __p::Found::#found; }))
}

/// Assertions about durations that are constants; those of literals are checked before.
fn durations(model: &Model<'_>) -> TokenStream {
    let (claims, mut all) = (&model.claims, TokenStream::new());
    for (name, value) in claims.durations.iter().filter(|(_, value)| value.known.is_none()) {
        let (span, seconds) = (value.span(), value.tokens());
        let function = Ident::new(if name == "leeway" { "is_leeway" } else { "is_positive" }, span);
        all.extend(quote_spanned!(span=> const _: () = __p::#function(#seconds);));
    }
    if let (Some(ttl), Some(max)) = (claims.duration("ttl"), claims.duration("max_lifetime"))
        && (ttl.known.is_none() || max.known.is_none())
    {
        let (span, seconds, max) = (ttl.span(), ttl.tokens(), max.tokens());
        all.extend(quote_spanned!(span=> const _: () = __p::has_lifetime(#seconds, #max);));
    }
    all
}

/// `PolicySpec`, in which only what is declared is given.
fn policy(model: &Model<'_>) -> TokenStream {
    let claims = &model.claims;
    let type_name = model.ident.to_string();
    let texts = [("typ", &claims.typ), ("issuers", &claims.issuer), ("audiences", &claims.audience)];
    let texts = texts.iter().filter(|(_, values)| !values.is_empty());
    let texts = texts.map(|(name, values)| (*name, texts::list(values, *name == "typ")));
    let durations = claims.durations.iter().map(|(name, value)| {
        let seconds = value.tokens();
        (name.as_str(), quote!(__p::Some(#seconds)))
    });
    let lists = claims.lists().into_iter().filter(|(_, list)| !list.is_empty()).map(|(name, list)| {
        let variants = list.iter().map(|(claim, _)| claim.variant());
        (name, quote!(&[#(__p::RegisteredClaim::#variants),*]))
    });
    let confirmation = claims.unchecked_confirmation.map(|_| ("unchecked_confirmation", quote!(true)));
    let encrypted = claims.encrypted.map(|_| ("encrypted", quote!(true)));
    let all = texts.chain(durations).chain(lists).chain(confirmation).chain(encrypted);
    let (names, values): (Vec<_>, Vec<_>) = all.unzip();
    let names = names.into_iter().map(|name| Ident::new(name, Span::call_site()));
    quote! {
        __p::PolicySpec {
            type_name: #type_name,
            #(#names: #values,)*
            rules: <Self as __p::Declared>::RULES,
            ..__p::PolicySpec::EMPTY
        }
    }
}
