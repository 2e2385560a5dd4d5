//! `Declared` and `NestedClaims`: policy, rules and checks, which do not depend
//! on the lifetime of a token.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::{context, extends, rules};
use crate::base::emit::Type;
use crate::model::Model;

/// `Declared`.
pub(super) fn claims(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let rules = rules::own(model);
    let (specs, check, policy) = (rules.specs(), &rules.checks, policy(model));
    let (constants, facts) = (extends::constants(model), extends::facts(model));
    let (added, base_check) = extends::added(model);
    let relation = extends::relation(model);
    let extending = model.base.as_ref().map(|_| quote!(.extending(__BASE, <Self as #p::Declared>::ADDED)));
    let (alias, context) = context::of_model(model);
    let guarded = guarded(&p, model.ty(), "Claims");
    let declared = model.ty().implement(
        &quote!(#p::Declared),
        &quote! {
            const SPEC: &'static #p::Policy = &#p::Policy::new(#policy)#extending;
            type Relation = #relation;
            const RULES: &'static [#p::RuleSpec] = #specs;
            #added
            #facts
            type Context<'__c> = #context;

            fn check(&self, __cx: &Self::Context<'_>, __seen: #p::Seen, __found: &mut #p::Findings) {
                #base_check
                let __RULES = <Self as #p::Declared>::RULES;
                #check
            }
        },
    );
    quote!(#constants #alias #guarded #declared)
}

/// `NestedClaims`.
pub(super) fn nested(model: &Model<'_>) -> TokenStream {
    let (p, rules) = (model.private(), rules::own(model));
    let (specs, check, guarded) = (rules.specs(), &rules.checks, guarded(&p, model.ty(), "Nested"));
    let nested = model.ty().implement(
        &quote!(#p::NestedClaims),
        &quote! {
            const RULES: &'static [#p::RuleSpec] = #specs;

            fn check(&self, __seen: #p::Seen, __found: &mut #p::Findings) {
                let __RULES = <Self as #p::NestedClaims>::RULES;
                #check
            }
        },
    );
    quote!(#guarded #nested)
}

/// Marks the type, so that a plain field of it does not compile.
pub(crate) fn guarded(p: &TokenStream, ty: Type<'_>, found: &str) -> TokenStream {
    let found = Ident::new(found, Span::call_site());
    ty.implement(&quote!(#p::Guarded), &quote!(const FOUND: #p::Found = #p::Found::#found;))
}

/// `PolicySpec`, in which only what is declared is given.
fn policy(model: &Model<'_>) -> TokenStream {
    let (p, claims) = (model.private(), &model.claims);
    let (type_name, typ) = (model.ident.to_string(), claims.typ.iter());
    let texts = [("issuers", &claims.issuer), ("audiences", &claims.audience)];
    let texts = texts.into_iter().filter(|(_, values)| !values.is_empty()).map(|(name, values)| {
        let name = Ident::new(name, Span::call_site());
        quote!(#name: &[#(#values),*])
    });
    let durations = claims.durations().into_iter().filter_map(|(name, value)| {
        let (name, seconds) = (Ident::new(name, Span::call_site()), value?.seconds);
        Some(quote!(#name: #p::Some(#seconds)))
    });
    let lists = claims.lists().into_iter().filter(|(_, list)| !list.is_empty()).map(|(name, list)| {
        let (name, variants) =
            (Ident::new(name, Span::call_site()), list.iter().map(|(claim, _)| claim.variant()));
        quote!(#name: &[#(#p::RegisteredClaim::#variants),*])
    });
    let confirmation = claims.unchecked_confirmation.map(|_| quote!(unchecked_confirmation: true));
    let given = texts.chain(durations).chain(lists).chain(confirmation);
    quote! {
        #p::PolicySpec {
            type_name: #type_name,
            #(typ: #p::Some(#typ),)*
            #(#given,)*
            rules: <Self as #p::Declared>::RULES,
            ..#p::PolicySpec::EMPTY
        }
    }
}
