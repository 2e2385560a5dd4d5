//! Objects among the claims: what their struct implements, and what the
//! struct around it does with them.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::{bounds, decoded, guards, policy, rules, types, with_token_lifetime, written_by};
use crate::answer::Answer;
use crate::lifetimes::made_static;
use crate::model::{Field, Model};
use crate::rule::Rule;

/// `NestedClaims`: the rules.
pub(super) fn declared(model: &Model<'_>) -> TokenStream {
    let (p, ident) = (model.private(), model.ident);
    let (impl_generics, ty_generics, where_clause) = model.generics.split_for_impl();
    let (rules, check) = (policy::list(&p, &policy::rules(model)), rules::check(model));
    let guarded = guards::guarded(model);
    quote! {
        #guarded

        #[automatically_derived]
        impl #impl_generics #p::NestedClaims for #ident #ty_generics #where_clause {
            const RULES: &'static [#p::RuleSpec] = #rules;

            fn check(&self, __seen: #p::Seen, __found: &mut #p::Findings) {
                let __RULES = <Self as #p::NestedClaims>::RULES;
                #check
            }
        }
    }
}

/// serde's `Deserialize`, through the wire struct: an array is no object.
pub(super) fn read(model: &Model<'_>) -> TokenStream {
    let (p, ident) = (model.private(), model.ident);
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let generics = with_token_lifetime(model);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let decoded = decoded(model);
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::serde::Deserialize<'__t> for #ident #ty_generics #where_clause {
            fn deserialize<__D: #p::serde::Deserializer<'__t>>(
                __deserializer: __D,
            ) -> #p::Result<Self, __D::Error> {
                let __deserializer = #p::OnlyObject(__deserializer);
                #decoded
            }
        }
    }
}

/// serde's `Serialize`, through the remote definition.
pub(super) fn write(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let generics = bounds::to_serialize(model);
    written_by(model, &generics, &quote!(#p::serde::Serialize), &quote!(serialize), &TokenStream::new())
}

/// What the policy says of a nested field: the rules of its type. A constant
/// has no lifetimes to name.
pub(super) fn spec(model: &Model<'_>, field: &Field<'_>, rule: &Rule) -> TokenStream {
    let (p, claim, if_present) = (model.private(), &field.wire_name, field.claim.if_present.is_some());
    let ty = made_static(types::self_named(model, field.ty));
    let span = Span::call_site().located_at(field.ty.span());
    let written = super::written(&p, span);
    let rules = quote_spanned!(span=> <#ty as #written::NestedClaims>::RULES);
    let answer = Answer::chosen(field.claim.answer, &p);
    let when = policy::when(&p, rule, &field.claim.conditions);
    quote! {
        #p::RuleSpec {
            claim: #claim,
            rule: #p::Rule::Nested(#rules),
            values: #p::RuleValues(&[]),
            if_present: #if_present,
            when: #when,
            set: #p::None,
            answer: #answer,
            scopes: false,
        },
    }
}

/// Checks the rules of the type that the field is read into.
pub(super) fn check(p: &TokenStream, span: Span, nth: usize) -> TokenStream {
    quote_spanned! {span=>
        {
            let __mark = __found.mark();
            #[allow(unused_imports)]
            use #p::Ruleless as _;
            #p::Inside(__value).check(__seen, __found);
            __found.place(__mark, &__RULES[#nth]);
        }
    }
}
