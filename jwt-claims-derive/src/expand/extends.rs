//! What a type that extends another adds to the expansion: the base's half of
//! each impl, and the rules on its claims.

mod facts;
mod narrows;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

pub(super) use self::facts::facts;
pub(super) use self::narrows::assertions;
use super::types::{self, Half};
use super::{at, policy, rules, wire};
use crate::extends::{Added, Base};
use crate::lifetimes::made_static;
use crate::model::Model;

/// The base, where a constant names it.
fn in_constant(base: &Base<'_>) -> TokenStream {
    made_static(base.ty.to_token_stream())
}

/// The constant that describes the base's field with the `nth` added rules.
fn spec(nth: usize) -> syn::Ident {
    quote::format_ident!("__FIELD{nth}")
}

/// `__BASE`, and a constant for each field of the base that has added rules.
pub(super) fn constants(model: &Model<'_>) -> TokenStream {
    let (p, Some(base)) = (model.private(), &model.base) else { return TokenStream::new() };
    let ty = in_constant(base);
    let specs = model.claims.added.iter().enumerate().map(|(nth, added)| {
        let (spec, field) = (spec(nth), added.field.unraw().to_string());
        quote_spanned! {at(added.field.span())=>
            const #spec: #p::FieldSpec = <#ty as #p::Declared>::FIELDS.get(#field);
        }
    });
    quote! {
        #(#specs)*
        const __BASE: &'static #p::Policy = <#ty as #p::Declared>::SPEC;
    }
}

/// `ADDED`: the rules on the base's claims.
pub(super) fn added_rules(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let rules = model.claims.added.iter().enumerate().flat_map(|(nth, added)| {
        let (p, spec) = (p.clone(), spec(nth));
        let of_field = policy::OfField::of(&added.claim, Some(quote!(#spec.scopes)));
        added.claim.rules.iter().map(move |rule| policy::rule_spec(&p, quote!(#spec.claim), rule, &of_field))
    });
    let rules: TokenStream = rules.collect();
    if rules.is_empty() {
        return rules;
    }
    let rules = policy::list(&p, &rules);
    quote!(const ADDED: &'static [#p::RuleSpec] = #rules;)
}

/// The body of `check` up to the own rules: the base's, then those on its
/// claims.
pub(super) fn check(model: &Model<'_>) -> TokenStream {
    let (p, Some(base)) = (model.private(), &model.base) else { return TokenStream::new() };
    let Base { member, ty } = base;
    let mut first = 0;
    let added = model.claims.added.iter().enumerate().map(|(nth, added)| {
        let start = first;
        first += added.claim.rules.len();
        of_added(model, base, added, nth, start)
    });
    let added: TokenStream = added.collect();
    // a base with another context is an error, and stands where the base does
    let span = at(base.ty.span());
    let written = super::written(&p, span);
    let cx = quote_spanned!(span=> #written::in_part::<_, <#ty as #p::Declared>::Context<'_>>(__cx));
    quote! {
        #p::Declared::check(&self.#member, #cx, __seen, __found);
        {
            #[allow(unused_imports)]
            use #p::{Direct as _, One as _, Plain as _, Pointing as _, Ordinary as _, Whole as _};
            let __RULES = <Self as #p::Declared>::ADDED;
            #added
        }
        let __seen = __seen.behind(<#ty as #p::Declared>::NOTED);
    }
}

/// The rules on one claim of the base. Whether it was there is known by the
/// base's number; without a default, by the field itself.
fn of_added(model: &Model<'_>, base: &Base<'_>, added: &Added, nth: usize, first: usize) -> TokenStream {
    let (p, member, field, spec) = (model.private(), &base.member, &added.field, spec(nth));
    let probed = quote_spanned!(at(field.span())=> #p::Probe(&self.#member.#field));
    let conditions = (0..added.claim.conditions.len()).map(Some);
    let groups = std::iter::once(None).chain(conditions).map(|when| {
        let group = || added.claim.rules.iter().zip(first..).filter(move |(rule, _)| rule.when == when);
        if group().next().is_none() {
            return TokenStream::new();
        }
        let of_rules = group().map(|(rule, place)| rules::of_rule(&p, rule, place));
        let needs_it = group().any(|(rule, _)| rule.demand.implies_presence());
        let absent = (needs_it && added.claim.if_present.is_none()).then(|| rules::absent(group()));
        let check = quote! {
            match #probed.value() {
                #p::Some(__value) if __there => {
                    let __value = #p::Target(__value).target();
                    #(#of_rules)*
                }
                _ => { #absent }
            }
        };
        rules::conditional::under(&added.claim.conditions, when, &check)
    });
    quote! {
        let __there = match #spec.noted {
            #p::Some(__number) => __seen.has(__number),
            #p::None => true,
        };
        #(#groups)*
    }
}

/// Which type it extends: `Extends` is bound to that.
pub(super) fn relation(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    match &model.base {
        Some(Base { ty, .. }) => quote!(#p::Extension<#ty>),
        None => quote!(#p::Alone),
    }
}

/// `Extends` and `Deref`: the base's claims are this type's own.
pub(super) fn to_base(model: &Model<'_>) -> TokenStream {
    let (p, ident, Some(Base { member, ty })) = (model.private(), model.ident, &model.base) else {
        return TokenStream::new();
    };
    let (impl_generics, ty_generics, where_clause) = model.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::Extends for #ident #ty_generics #where_clause {
            type Base = #ty;

            fn into_base(self) -> #ty {
                self.#member
            }
        }

        #[automatically_derived]
        impl #impl_generics #p::Deref for #ident #ty_generics #where_clause {
            type Target = #ty;

            fn deref(&self) -> &#ty {
                &self.#member
            }
        }
    }
}

/// `Claims` and `IssueClaims` of a type without further fields: the base's.
pub(super) fn direct(model: &Model<'_>) -> TokenStream {
    let (p, ident, Some(Base { member, ty })) = (model.private(), model.ident, &model.base) else {
        return TokenStream::new();
    };
    let (impl_generics, ty_generics, where_clause) = model.generics.split_for_impl();
    let mut generics = model.generics.clone();
    if !generics.params.is_empty() {
        generics.make_where_clause().predicates.push(syn::parse_quote!(#ty: #p::Claims<'__t>));
    }
    generics.params.insert(0, syn::parse_quote!('__t));
    let (with_token, _, conditions) = generics.split_for_impl();
    let (omits, read_back) =
        (super::read_back::omits(model), super::read_back::method(&p, ident, model.generics));
    let issue = (!model.claims.verify_only).then(|| {
        quote! {
            #[automatically_derived]
            impl #impl_generics #p::IssueClaims for #ident #ty_generics #where_clause {
                fn encode<__S: #p::serde::Serializer>(&self, __serializer: __S) -> #p::Result<__S::Ok, __S::Error> {
                    #p::IssueClaims::encode(&self.#member, __serializer)
                }

                #omits
                #read_back
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #with_token #p::Claims<'__t> for #ident #ty_generics #conditions {
            #[inline]
            fn read(__reading: &mut #p::Reading<'__t>) -> #p::Option<Self> {
                match <#ty as #p::Claims<'__t>>::read(__reading) {
                    #p::Some(__base) => #p::Some(Self { #member: __base }),
                    #p::None => #p::None,
                }
            }

            fn parts<__P: #p::Parts<'__t>>(__parts: &mut __P) {
                <#ty as #p::Claims<'__t>>::parts(__parts);
            }
        }
        #issue
    }
}

/// The further fields, which are read from the same payload by themselves.
pub(super) fn own(model: &Model<'_>) -> TokenStream {
    let (generics, _) = wire::parameters(model, Half::Read);
    let fields = model.own_fields().map(|field| {
        let (name, ty) = (field.ident, types::self_named(model, field.ty));
        quote!(#name: #ty)
    });
    let marker = marker(model);
    quote!(struct __Own #generics { #(#fields,)* __marker: #marker })
}

/// What names every lifetime of the type.
pub(super) fn marker(model: &Model<'_>) -> TokenStream {
    let (p, lifetimes) = (model.private(), model.generics.lifetimes().map(|one| &one.lifetime));
    quote!(#p::PhantomData<(#(&#lifetimes (),)*)>)
}

/// `read` and `parts`: the base by itself first, then the further fields.
pub(super) fn reading(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let Some(Base { member, ty }) = &model.base else {
        return quote! {
            #[inline]
            fn read(__reading: &mut #p::Reading<'__t>) -> #p::Option<Self> {
                __reading.part::<Self>()
            }

            fn parts<__P: #p::Parts<'__t>>(__parts: &mut __P) {
                __parts.part::<Self>();
            }
        };
    };
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let names: Vec<_> = model.own_fields().map(|field| field.ident).collect();
    quote! {
        fn read(__reading: &mut #p::Reading<'__t>) -> #p::Option<Self> {
            let __base = __reading.base::<#ty>()?;
            let __own = __reading.part::<__Own #ty_generics>()?;
            #p::Some(Self { #member: __base, #(#names: __own.#names),* })
        }

        fn parts<__P: #p::Parts<'__t>>(__parts: &mut __P) {
            <#ty as #p::Claims<'__t>>::parts(__parts);
            __parts.part::<__Own #ty_generics>();
        }
    }
}
