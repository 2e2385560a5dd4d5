//! The base's half of each impl, for a type that extends another.

mod facts;
mod narrows;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

pub(super) use self::facts::facts;
use super::rules;
use crate::base::emit::at;
use crate::base::tokens::with_static;
use crate::model::{Base, Model};

/// `__BASE`, a constant for each field of the base that has added rules, and
/// the assertions that the type only narrows.
pub(super) fn constants(model: &Model<'_>) -> TokenStream {
    let Some(base) = &model.base else { return TokenStream::new() };
    let ty = with_static(base.ty);
    let fields = model.claims.added.iter().enumerate().map(|(nth, added)| {
        let (spec, field) = (rules::base_field(nth), added.field.unraw().to_string());
        quote_spanned! {at(added.field.span())=>
            const #spec: __p::FieldSpec = <#ty as __p::Declared>::FIELDS.get(#field);
        }
    });
    let narrows = narrows::assertions(model, base);
    quote! {
        #(#fields)*
        const __BASE: &'static __p::Policy = <#ty as __p::Declared>::SPEC;
        #narrows
    }
}

/// `ADDED`, the rules on the base's claims, and the beginning of `check`: the
/// base's rules, then those.
pub(super) fn added(model: &Model<'_>) -> (TokenStream, TokenStream) {
    let Some(base) = &model.base else { return Default::default() };
    let (Base { member, ty }, rules) = (base, rules::added(model, base));
    let (specs, checks) = (rules.specs(), &rules.checks);
    // a base with another context is an error, reported at the base
    let span = at(ty.span());
    let cx = quote_spanned!(span=> __p::in_part::<_, <#ty as __p::Declared>::Context<'_>, <#ty as __p::Declared>::Needs>(__cx));
    let check = quote! {
        __p::Declared::check(&self.#member, #cx, __seen, __found);
        // the numbers of the base's claims
        let __whole = __seen;
        {
            let __RULES = <Self as __p::Declared>::ADDED;
            #checks
        }
        let __seen = __seen.behind(<#ty as __p::Declared>::NOTED);
    };
    (quote!(const ADDED: &'static [__p::RuleSpec] = #specs;), check)
}

/// The type that it extends: `Extends` is bound to that.
pub(super) fn relation(model: &Model<'_>) -> TokenStream {
    match &model.base {
        Some(Base { ty, .. }) => quote!(__p::Extension<#ty>),
        None => quote!(__p::Alone),
    }
}

/// `Extends` and `Deref`: the base's claims are this type's own.
pub(super) fn to_base(model: &Model<'_>) -> TokenStream {
    let Some(Base { member, ty }) = &model.base else { return TokenStream::new() };
    let extends = model.ty().implement(quote! { __p::Extends {
        type Base = #ty;
        fn into_base(self) -> #ty { self.#member }
    }});
    let deref = model.ty().implement(quote! { __p::Deref {
        type Target = #ty;
        fn deref(&self) -> &#ty { &self.#member }
    }});
    quote!(#extends #deref)
}

/// The further fields, which are read from the same payload by themselves.
pub(super) fn own(model: &Model<'_>) -> Option<TokenStream> {
    model.base.as_ref().filter(|_| !model.is_direct())?;
    let lifetimes = model.generics.lifetimes().map(|one| &one.lifetime);
    let (generics, where_clause) = (model.generics, &model.generics.where_clause);
    let fields = model.own_fields().map(|field| {
        let (name, ty) = (field.ident, model.without_self(field.ty));
        quote!(#name: #ty)
    });
    let marker = quote!(__p::PhantomData<(#(&#lifetimes (),)*)>);
    Some(quote!(struct __Own #generics #where_clause { #(#fields,)* __marker: #marker }))
}

/// `read` and `parts`: the base by itself first, then the further fields if
/// there are any.
pub(super) fn reading(model: &Model<'_>) -> TokenStream {
    let (read, parts) = match &model.base {
        None => (quote!(__reading.part::<Self>()), quote!(__parts.part::<Self>();)),
        Some(Base { member, ty }) if model.is_direct() => (
            quote!(__p::Some(Self { #member: <#ty as __p::Claims<'__t>>::read(__reading)? })),
            quote!(<#ty as __p::Claims<'__t>>::parts(__parts);),
        ),
        Some(Base { member, ty }) => {
            let (_, ty_generics, _) = model.generics.split_for_impl();
            let names: Vec<_> = model.own_fields().map(|field| field.ident).collect();
            let read = quote! {
                let __base = __reading.base::<#ty>()?;
                let __own = __reading.part::<__Own #ty_generics>()?;
                __p::Some(Self { #member: __base, #(#names: __own.#names),* })
            };
            (read, quote!(<#ty as __p::Claims<'__t>>::parts(__parts); __parts.part::<__Own #ty_generics>();))
        }
    };
    quote! {
        #[inline]
        fn read(__reading: &mut __p::Reading<'__t>) -> __p::Option<Self> { #read }
        fn parts<__P: __p::Parts<'__t>>(__parts: &mut __P) { #parts }
    }
}
