//! That a type demands no less than the one that it extends: constants that do
//! not compile where it does, each at the user's own tokens.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;

use super::{in_constant, spec};
use crate::check::confirmation::is_confirmation;
use crate::expand::{assertion, rules};
use crate::extends::Base;
use crate::model::{Field, Model};
use crate::value::Seconds;

/// That nothing passes which the base would refuse; each said where it stands.
pub(in crate::expand) fn assertions(model: &Model<'_>) -> TokenStream {
    let Some(base) = &model.base else { return TokenStream::new() };
    let (p, ty, span) = (model.private(), in_constant(base), base.ty.span());
    let mut all = narrowing(model);
    let message = "an enum of kinds cannot be extended; extend the claims type of a variant";
    all.extend(assertion(&p, span, &quote!(!#p::is_of_kinds(__BASE)), message));
    for (nth, added) in model.claims.added.iter().enumerate() {
        let (spec, span) = (spec(nth), added.field.span());
        let message = "a skipped or flattened field is no claim of its own, so that rules cannot apply to it";
        all.extend(assertion(&p, span, &quote!(!#spec.claim.is_empty()), message));
        let message =
            "the extended type has too many fields with a default to tell whether this claim was there";
        all.extend(assertion(&p, span, &quote!(#spec.is_known()), message));
    }
    let message = "with those of the extended type, these are too many fields with a default";
    let numbers = rules::numbers(model);
    all.extend(assertion(
        &p,
        span,
        &quote!(<#ty as #p::Declared>::NOTED + #numbers <= #p::Seen::MAX),
        message,
    ));
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
    for field in model.fields.iter().filter(|field| is_confirmation(field)) {
        let message = "the extended type refuses a token with `cnf`; check its proof yourself and write `unchecked(cnf)` there, or remove the field";
        all.extend(assertion(&p, field.ident.span(), &quote!(#p::takes_confirmation(__BASE)), message));
    }
    if !model.has_further_fields() {
        return all;
    }
    let message =
        "the extended type has `deny_unknown_fields` and would refuse the further fields; remove one of them";
    all.extend(assertion(&p, span, &quote!(!<#ty as #p::Declared>::CLOSED), message));
    all.extend(apart(model, base));
    all
}

/// That no own claim is one that the base forbids, nor, where both are written,
/// one of the base's.
fn apart(model: &Model<'_>, base: &Base<'_>) -> TokenStream {
    let (p, ty) = (model.private(), in_constant(base));
    let fields = quote!(<#ty as #p::Declared>::FIELDS);
    let apart = |name: &str, span: Span| {
        let forbidden =
            format!("the extended type forbids `{name}`, so that no token could pass; remove it here");
        let mut apart = assertion(&p, span, &quote!(!#fields.forbid(#name)), &forbidden);
        if !model.claims.verify_only {
            let written = format!(
                "the extended type writes `{name}`, too, and a token has each claim once; \
                 remove it here, or add `verify_only` to read it twice"
            );
            apart.extend(assertion(&p, span, &quote!(!#fields.read(#name)), &written));
        }
        apart
    };
    let mut all = TokenStream::new();
    for field in model.own_fields().filter(|field| !field.is_skipped()) {
        if field.is_flattened() {
            all.extend(lets_through(model, field, &fields));
        } else if let Some(path) = &field.claim.path {
            all.extend(apart(&path.segments[0], path.span));
        } else {
            let aliases = field.serde.texts("alias").map(syn::LitStr::value);
            aliases.chain([field.wire_name.clone()]).for_each(|name| {
                all.extend(apart(&name, field.ident.span()));
            });
        }
    }
    all
}

/// That what a flattened field writes is nothing that the base forbids.
fn lets_through(model: &Model<'_>, field: &Field<'_>, fields: &TokenStream) -> TokenStream {
    if model.claims.verify_only {
        return TokenStream::new();
    }
    let message = "the extended type forbids claims that a flattened field may write; \
                   write `verify_only`, or remove the field";
    assertion(&model.private(), field.ident.span(), &quote!(!#fields.forbid_any()), message)
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
