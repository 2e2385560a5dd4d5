//! Assertions that a type demands no less than its base. Each is a constant
//! that does not compile otherwise, at the user's own tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::base::emit::at;
use crate::base::tokens::with_static;
use crate::check::confirmation::is_confirmation;
use crate::expand::rules::base_field;
use crate::model::{Base, Field, Model};
use crate::syntax::value::Seconds;

/// The assertions so far.
struct Assertions {
    all: TokenStream,
}

pub(super) fn assertions(model: &Model<'_>, base: &Base<'_>) -> TokenStream {
    let (ty, span) = (with_static(base.ty), base.ty.span());
    let of_base = quote!(<#ty as __p::Declared>);
    let mut assertions = Assertions { all: TokenStream::new() };
    assertions.add(span, "is_one_type", &quote!(__BASE));
    assertions.whole(model);
    assertions.added(model);
    let slots = model.slot_count();
    assertions.add(span, "has_slots", &quote!(#of_base::NOTED + #slots));
    assertions.forbidden(model, &of_base);
    if model.has_further_fields() {
        assertions.add(span, "is_open", &quote!(#of_base::CLOSED));
        assertions.fields(model, &quote!(#of_base::FIELDS));
    }
    assertions.all
}

impl Assertions {
    /// A call of one of the library's functions.
    fn add(&mut self, span: Span, function: &str, arguments: &TokenStream) {
        let span = at(span);
        let function = Ident::new(function, span);
        self.all.extend(quote_spanned!(span=> const _: () = __p::#function(#arguments);));
    }

    /// What the struct declares again.
    fn whole(&mut self, model: &Model<'_>) {
        let claims = &model.claims;
        let typ = claims.typ.iter().map(|typ| ("typ", typ));
        let issuers = claims.issuer.iter().map(|issuer| ("issuer", issuer));
        let audiences = claims.audience.iter().map(|audience| ("audience", audience));
        for (name, value) in typ.chain(issuers).chain(audiences) {
            self.add(value.span, &format!("narrows_{name}"), &quote!(__BASE, #value));
        }
        for (name, Seconds { seconds, span }) in &claims.durations {
            let name = format_ident!("{name}");
            self.add(*span, "narrows_duration", &quote!(__BASE.#name(), #seconds));
        }
    }

    /// The rules on the base's claims.
    fn added(&mut self, model: &Model<'_>) {
        for (nth, added) in model.claims.added.iter().enumerate() {
            let (spec, span) = (base_field(nth), added.field.span());
            self.add(span, "is_claim", &quote!(&#spec));
            self.add(span, "is_noted", &quote!(&#spec));
        }
    }

    fn forbidden(&mut self, model: &Model<'_>, of_base: &TokenStream) {
        for (claim, span) in &model.claims.forbidden {
            let variant = claim.variant();
            self.add(*span, "may_forbid", &quote!(__BASE, __p::RegisteredClaim::#variant));
        }
        for (name, span) in &model.claims.forbidden_names {
            self.add(*span, "may_forbid_name", &quote!(#of_base::FIELDS, #name));
        }
        for field in model.fields.iter().filter(|field| is_confirmation(field)) {
            self.add(field.ident.span(), "takes_confirmation", &quote!(__BASE));
        }
    }

    /// That no further field is a claim that the base forbids, or one that both
    /// would write.
    fn fields(&mut self, model: &Model<'_>, of_base: &TokenStream) {
        let is_written = !model.claims.verify_only;
        for field in model.own_fields().filter(|field| !field.is_skipped()) {
            if field.is_flattened() {
                if is_written {
                    self.add(field.ident.span(), "may_flatten", of_base);
                }
                continue;
            }
            let (names, span) = match &field.claim.path {
                Some(path) => (vec![path.segments[0].clone()], path.span),
                None => (Field::names(field).collect(), field.ident.span()),
            };
            for name in names {
                self.add(span, "may_read", &quote!(#of_base, #name));
                if is_written {
                    self.add(span, "may_write", &quote!(#of_base, #name));
                }
            }
        }
    }
}
