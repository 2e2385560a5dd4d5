//! What a type that extends another adds to the expansion: the base's half of
//! each impl, the rules on its claims, and the assertions that it narrows.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::{assertion, paths, policy, rules};
use crate::extends::{Added, Base};
use crate::lifetimes::made_static;
use crate::model::{Field, Model};
use crate::value::Seconds;

fn at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// The base, where a constant names it.
fn in_constant(base: &Base<'_>) -> TokenStream {
    made_static(base.ty.to_token_stream())
}

/// `FIELDS`, `NOTED`, `CLOSED` and `NOTES_REGISTERED`: what types that extend this one must know.
pub(super) fn facts(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let own = || model.fields.iter().filter(|field| field.claim.base.is_none());
    let plain = own().filter(|field| is_plain(model, field)).map(|field| &field.wire_name);
    let special = own().filter(|field| !is_plain(model, field)).map(|field| field_spec(model, field));
    let count = rules::conditional::noted(model);
    let (objects, closed) = (paths::first_segments(model), model.serde.has("deny_unknown_fields"));
    let is_noted = |field: &Field<'_>| field.registered.is_some() && rules::noted(model, field).is_some();
    let registered = model.fields.iter().any(is_noted);
    let (fields, noted, closed, registered) = match &model.base {
        None => (quote!(#p::None), quote!(#count), quote!(#closed), quote!(#registered)),
        Some(base) => {
            let (base, added) = (base.ty, u32::try_from(model.claims.added.len()).unwrap_or(u32::MAX));
            let inherited =
                if model.is_direct() { quote!(<#base as #p::Declared>::CLOSED) } else { quote!(#closed) };
            let unnoted = (0..model.claims.added.len()).map(spec);
            (
                quote!(#p::Some(<#base as #p::Declared>::FIELDS)),
                quote!(<#base as #p::Declared>::NOTED + #added + #count),
                inherited,
                quote!(<#base as #p::Declared>::NOTES_REGISTERED || #registered #(|| #unnoted.is_unnoted())*),
            )
        }
    };
    quote! {
        const FIELDS: &'static #p::Fields = &#p::Fields {
            plain: &[#(#plain),*],
            special: &[#(#special),*],
            objects: &[#(#objects),*],
            base: #fields,
        };
        const NOTED: #p::u32 = #noted;
        const CLOSED: #p::bool = #closed;
        const NOTES_REGISTERED: #p::bool = #registered;
    }
}

/// Whether nothing need be said of the field but its name: most are so.
fn is_plain(model: &Model<'_>, field: &Field<'_>) -> bool {
    let is_claim = !field.is_flattened() && !field.is_skipped() && field.claim.path.is_none();
    let has_one_name = !field.serde.has("alias") && field.ident.unraw() == field.wire_name;
    is_claim && has_one_name && !model.has_default(field) && rules::noted(model, field).is_none()
}

fn field_spec(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let p = model.private();
    let is_claim = !field.is_flattened() && !field.is_skipped();
    let claim = if is_claim { field.wire_name.as_str() } else { "" };
    let name = field.ident.unraw().to_string();
    let in_object = field.claim.path.is_some();
    let (aliases, default) = (field.serde.texts("alias"), model.has_default(field));
    let noted = match number(model, field) {
        Some(number) => quote!(#p::Some(#number)),
        None => quote!(#p::None),
    };
    quote! {
        #p::FieldSpec {
            field: #name,
            claim: #claim,
            in_object: #in_object,
            aliases: &[#(#aliases),*],
            default: #default,
            noted: #noted,
        }
    }
}

/// The number under which an own field's presence is noted: behind those of
/// the base, and of the rules that are added to its claims.
pub(super) fn number(model: &Model<'_>, field: &Field<'_>) -> Option<TokenStream> {
    Some(behind_base(model, rules::noted(model, field)?))
}

/// A number of the type's own, behind those of its base.
pub(super) fn behind_base(model: &Model<'_>, own: u32) -> TokenStream {
    match &model.base {
        None => quote!(#own),
        Some(base) => {
            let (p, ty) = (model.private(), in_constant(base));
            let added = u32::try_from(model.claims.added.len()).unwrap_or(u32::MAX);
            quote!((<#ty as #p::Declared>::NOTED + #added + #own))
        }
    }
}

/// `skips`: what serde may leave out.
pub(super) fn skips(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let own = model.fields.iter().filter_map(|field| {
        let (skips, ident) = (rules::skipped_if(field)?, field.ident);
        let name = ident.unraw().to_string();
        Some(quote!(#name => #skips(&self.#ident),))
    });
    let own: TokenStream = own.collect();
    let rest = match &model.base {
        None if own.is_empty() => return TokenStream::new(),
        None => quote!(false),
        Some(Base { member, .. }) => quote!(#p::Declared::skips(&self.#member, __field)),
    };
    quote! {
        fn skips(&self, __field: &#p::str) -> #p::bool {
            match __field { #own _ => #rest }
        }
    }
}

/// How a member that no own field has the name of is taken.
pub(super) fn other_member(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let Some(base) = &model.base else { return quote!(#p::Member::Unknown) };
    let ty = base.ty;
    let added = model.claims.added.iter().enumerate().map(|(nth, added)| {
        let (spec, nth) = (spec(nth), added_number(model, added, nth));
        let number = quote!(<#ty as #p::Declared>::NOTED + #nth);
        quote!(#p::Member::Field if #spec.is_unnoted() && #spec.is_read_from(name) => #p::Member::Noted(#number),)
    });
    quote! {
        match <#ty as #p::Declared>::member(name) {
            #(#added)*
            __member => __member,
        }
    }
}

/// The number, behind the base's, under which the claim's presence is noted:
/// one for all the rules on it.
fn added_number(model: &Model<'_>, added: &Added, nth: usize) -> u32 {
    let first = model.claims.added.iter().position(|other| other.field == added.field);
    first.unwrap_or(nth).try_into().unwrap_or(u32::MAX)
}

/// The constant that describes the base's field with the `nth` added rules.
fn spec(nth: usize) -> syn::Ident {
    quote::format_ident!("__FIELD{nth}")
}

/// `__ADDED` and `__ALL`: the rules on the base's claims, and all there are.
/// `__OWN` holds those that stand on the type itself.
pub(super) fn constants(model: &Model<'_>) -> TokenStream {
    let (p, Some(base)) = (model.private(), &model.base) else { return TokenStream::new() };
    let ty = in_constant(base);
    let specs = model.claims.added.iter().enumerate().map(|(nth, added)| {
        let (spec, field) = (spec(nth), added.field.unraw().to_string());
        quote_spanned! {at(added.field.span())=>
            const #spec: #p::FieldSpec = <#ty as #p::Declared>::FIELDS.get(#field);
        }
    });
    let added = model.claims.added.iter().enumerate().flat_map(|(nth, added)| {
        let (p, spec) = (p.clone(), spec(nth));
        let rules = added.claim.rules.iter();
        rules.map(move |rule| {
            let (if_present, conditions) = (added.claim.if_present.is_some(), &added.claim.conditions);
            policy::rule_spec(&p, quote!(#spec.claim), rule, if_present, conditions)
        })
    });
    quote! {
        #(#specs)*
        const __ADDED: &'static [#p::RuleSpec] = &[#(#added)*];
        const __BASE: &'static #p::Policy = <#ty as #p::Declared>::SPEC;
        const __ALL: [#p::RuleSpec; #p::rules_of(__BASE).len() + __ADDED.len() + __RULES.len()] =
            #p::all_rules([#p::rules_of(__BASE), __ADDED, __RULES]);
    }
}

/// That nothing passes which the base would refuse; each said where it stands.
pub(super) fn assertions(model: &Model<'_>) -> TokenStream {
    let Some(base) = &model.base else { return TokenStream::new() };
    let (p, ty, span) = (model.private(), in_constant(base), base.ty.span());
    let mut all = narrowing(model);
    let message = "an enum of kinds cannot be extended; extend the claims type of a variant";
    all.extend(assertion(&p, span, &quote!(!#p::is_of_kinds(__BASE)), message));
    for (nth, added) in model.claims.added.iter().enumerate() {
        let (spec, span) = (spec(nth), added.field.span());
        let message = "a skipped or flattened field is no claim of its own, so that rules cannot apply to it";
        all.extend(assertion(&p, span, &quote!(!#spec.claim.is_empty()), message));
    }
    let added = u32::try_from(model.claims.added.len()).unwrap_or(u32::MAX);
    let more = rules::conditional::noted(model).saturating_add(added);
    let message = "with those of the extended type, these are too many fields with a default and rules";
    all.extend(assertion(&p, span, &quote!(<#ty as #p::Declared>::NOTED + #more <= #p::Seen::MAX), message));
    for (claim, span) in &model.claims.forbidden {
        let (name, variant) = (claim.name(), claim.variant());
        let message =
            format!("the extended type demands `{name}`, so that no token could pass; remove it here");
        let holds = quote!(#p::may_forbid(__BASE, #p::RegisteredClaim::#variant));
        all.extend(assertion(&p, *span, &holds, &message));
    }
    for (name, span) in &model.claims.forbidden_names {
        let message =
            format!("the extended type reads `{name}`; it can be forbidden there, or by a `check` here");
        let holds = quote!(!<#ty as #p::Declared>::FIELDS.read(#name));
        all.extend(assertion(&p, *span, &holds, &message));
    }
    if model.is_direct() {
        return all;
    }
    let message =
        "the extended type has `deny_unknown_fields` and would refuse the further fields; remove one of them";
    all.extend(assertion(&p, span, &quote!(!<#ty as #p::Declared>::CLOSED), message));
    all.extend(read_once(model, base));
    all
}

/// That no own claim is one of the base's, nor in an object that it reads.
fn read_once(model: &Model<'_>, base: &Base<'_>) -> TokenStream {
    let (p, ty) = (model.private(), in_constant(base));
    let apart = |name: &str, span: Span, message: &str| {
        assertion(&p, span, &quote!(!<#ty as #p::Declared>::FIELDS.read(#name)), message)
    };
    let mut all = TokenStream::new();
    for field in model.fields.iter().filter(|field| !field.is_flattened() && !field.is_skipped()) {
        if let Some(path) = &field.claim.path {
            let first = &path.segments[0];
            let message = format!("the extended type reads `{first}` already; declare the claim there");
            all.extend(apart(first, path.span, &message));
            continue;
        }
        let names = field.serde.texts("alias").map(syn::LitStr::value).chain([field.wire_name.clone()]);
        for name in names {
            let message = format!("the extended type reads `{name}` already; a claim is read into one field");
            all.extend(apart(&name, field.ident.span(), &message));
        }
    }
    all
}

/// What is declared anew, against what the base declares.
fn narrowing(model: &Model<'_>) -> TokenStream {
    let (p, claims) = (model.private(), &model.claims);
    let mut all = TokenStream::new();
    if let Some(typ) = &claims.typ {
        let message = "the extended type has another `typ`, so that no token could pass; remove it here";
        all.extend(assertion(&p, typ.span(), &quote!(#p::narrows_typ(__BASE, #typ)), message));
    }
    for issuer in &claims.issuer {
        let message = "the extended type refuses this issuer; name some of its own, or none";
        all.extend(assertion(&p, issuer.span(), &quote!(#p::narrows_issuer(__BASE, #issuer)), message));
    }
    for audience in &claims.audience {
        let message = "the extended type refuses this audience; name some of its own, or none";
        all.extend(assertion(&p, audience.span(), &quote!(#p::narrows_audience(__BASE, #audience)), message));
    }
    let durations: [(Option<Seconds>, TokenStream); 4] = [
        (claims.leeway, quote!(leeway)),
        (claims.ttl, quote!(ttl)),
        (claims.max_age, quote!(max_age)),
        (claims.max_lifetime, quote!(max_lifetime)),
    ];
    for (seconds, name) in durations {
        let Some(Seconds { seconds, span }) = seconds else { continue };
        let message =
            format!("the extended type has a shorter `{name}`; make this one shorter yet, or remove it");
        let holds = quote!(#p::narrows_duration(__BASE.#name(), #seconds));
        all.extend(assertion(&p, span, &holds, &message));
    }
    all
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
            use #p::{Direct as _, Plain as _, Pointing as _, Ordinary as _, Whole as _};
            const __RULES: &'static [#p::RuleSpec] = __ADDED;
            #added
        }
    }
}

/// The rules on one claim of the base. Whether it was there is known by the
/// base's number or by one of ours; without a default, by the field itself.
fn of_added(model: &Model<'_>, base: &Base<'_>, added: &Added, nth: usize, first: usize) -> TokenStream {
    let (p, member, field, spec) = (model.private(), &base.member, &added.field, spec(nth));
    let (ty, name) = (base.ty, field.unraw().to_string());
    let number = added_number(model, added, nth);
    let probed = quote_spanned!(at(field.span())=> #p::Probe(&self.#member.#field));
    let conditions = (0..added.claim.conditions.len()).map(Some);
    let groups = std::iter::once(None).chain(conditions).map(|when| {
        let group = || added.claim.rules.iter().zip(first..).filter(move |(rule, _)| rule.when == when);
        if group().next().is_none() {
            return TokenStream::new();
        }
        let of_rules = group().map(|(rule, place)| rules::of_rule(&p, rule, place));
        let implies = group().find(|(rule, _)| rule.demand.implies_presence());
        let absent = implies
            .filter(|_| added.claim.if_present.is_none())
            .map(|(_, place)| quote!(__found.absent(&__RULES[#place]);));
        let check = quote! {
            match #probed.value() {
                #p::Some(__value) if __there && !__skipped => {
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
            #p::None => !#spec.default || __seen.has(<#ty as #p::Declared>::NOTED + #number),
        };
        let __skipped = __seen.issues() && #p::Declared::skips(&self.#member, #name);
        #(#groups)*
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
    let parts = parts(model);
    let issue = (!model.claims.verify_only).then(|| {
        quote! {
            #[automatically_derived]
            impl #impl_generics #p::IssueClaims for #ident #ty_generics #where_clause {
                fn encode<__S: #p::serde::Serializer>(&self, __serializer: __S) -> #p::Result<__S::Ok, __S::Error> {
                    #p::IssueClaims::encode(&self.#member, __serializer)
                }
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #with_token #p::Claims<'__t> for #ident #ty_generics #conditions {
            #[inline]
            fn decode<__D: #p::serde::Deserializer<'__t>>(__deserializer: __D) -> #p::Result<Self, __D::Error> {
                <#ty as #p::Claims<'__t>>::decode(__deserializer).map(|__base| Self { #member: __base })
            }

            #parts
        }
        #issue
    }
}

/// `parts`: the base is read by itself first, where a token does not fit.
pub(super) fn parts(model: &Model<'_>) -> TokenStream {
    let (p, Some(Base { ty, .. })) = (model.private(), &model.base) else { return TokenStream::new() };
    quote! {
        fn parts<__P: #p::Parts<'__t>>(__parts: &mut __P) {
            <#ty as #p::Claims<'__t>>::parts(__parts);
            __parts.part::<Self>();
        }
    }
}
