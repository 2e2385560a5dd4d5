//! Assertions that a type demands no less than its base. Each is a constant
//! that does not compile otherwise, at the user's own tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::base::emit::at;
use crate::base::tokens::with_static;
use crate::check::confirmation::is_confirmation;
use crate::expand::rules::base_field;
use crate::expand::texts::typ;
use crate::model::{Base, Field, Model};

/// Where an assertion is reported, the library's function, and its arguments.
type Assertion = (Span, &'static str, TokenStream);

pub(super) fn assertions(model: &Model<'_>, base: &Base<'_>) -> TokenStream {
    let (ty, span, slots) = (with_static(base.ty), base.ty.span(), model.slot_count());
    let of_base = quote!(<#ty as __p::Declared>);
    let mut all = vec![(span, "is_one_type", quote!(__BASE))];
    all.extend(whole(model));
    for (nth, added) in model.claims.added.iter().enumerate() {
        let spec = base_field(nth);
        all.extend(["is_claim", "is_noted"].map(|function| (added.field.span(), function, quote!(&#spec))));
    }
    all.push((span, "has_slots", quote!(#of_base::NOTED + #slots)));
    all.extend(forbidden(model, &of_base));
    if model.has_further_fields() {
        all.push((span, "is_open", quote!(#of_base::CLOSED)));
        all.extend(fields(model, &quote!(#of_base::FIELDS)));
    }
    let calls = all.into_iter().map(|(span, function, arguments)| {
        let (span, function) = (at(span), Ident::new(function, at(span)));
        quote_spanned!(span=> const _: () = __p::#function(#arguments);)
    });
    calls.collect()
}

/// What the struct declares again.
fn whole(model: &Model<'_>) -> Vec<Assertion> {
    let claims = &model.claims;
    let typs = claims.typ.iter().map(|value| ("narrows_typ", value, typ(value)));
    let issuers = claims.issuer.iter().map(|value| ("narrows_issuer", value, value.to_token_stream()));
    let audiences = claims.audience.iter().map(|value| ("narrows_audience", value, value.to_token_stream()));
    let texts = typs.chain(issuers).chain(audiences);
    let texts = texts.map(|(function, value, text)| (value.span, function, quote!(__BASE, #text)));
    let durations = claims.durations.iter().map(|(name, value)| {
        let (name, seconds) = (format_ident!("{name}"), value.tokens());
        (value.span(), "narrows_duration", quote!(__BASE.#name(), #seconds))
    });
    texts.chain(durations).collect()
}

fn forbidden(model: &Model<'_>, of_base: &TokenStream) -> Vec<Assertion> {
    let registered = model.claims.forbidden.iter().map(|(claim, span)| {
        let variant = claim.variant();
        (*span, "may_forbid", quote!(__BASE, __p::RegisteredClaim::#variant))
    });
    let others = model.claims.forbidden_names.iter();
    let others = others.map(|(name, span)| (*span, "may_forbid_name", quote!(#of_base::FIELDS, #name)));
    let confirmations = model.fields.iter().filter(|field| is_confirmation(field));
    let confirmations = confirmations.map(|field| (field.ident.span(), "takes_confirmation", quote!(__BASE)));
    registered.chain(others).chain(confirmations).collect()
}

/// That no further field is a claim that the base forbids, or one that both
/// would write.
fn fields(model: &Model<'_>, of_base: &TokenStream) -> Vec<Assertion> {
    let (mut all, is_written) = (Vec::new(), !model.claims.verify_only);
    for field in model.own_fields().filter(|field| !field.is_skipped()) {
        let (names, span) = match &field.claim.path {
            _ if field.is_flattened() => {
                all.extend(is_written.then(|| (field.ident.span(), "may_flatten", of_base.clone())));
                continue;
            }
            Some(path) => (vec![path.segments[0].clone()], path.span),
            None => (Field::names(field).collect(), field.ident.span()),
        };
        for name in names {
            all.push((span, "may_read", quote!(#of_base, #name)));
            all.extend(is_written.then(|| (span, "may_write", quote!(#of_base, #name))));
        }
    }
    all
}
