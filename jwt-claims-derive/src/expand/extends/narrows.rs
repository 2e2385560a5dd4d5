//! Assertions that a type demands no less than its base. Each is a constant
//! that does not compile otherwise, at the user's own tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;

use super::facts::slots;
use crate::base::emit::assertion;
use crate::base::tokens::with_static;
use crate::check::confirmation::is_confirmation;
use crate::expand::rules::base_field;
use crate::model::{Base, Field, Model};

/// The assertions so far.
struct Assertions {
    p: TokenStream,
    /// The base's constants.
    of_base: TokenStream,
    all: TokenStream,
}

pub(super) fn assertions(model: &Model<'_>, base: &Base<'_>) -> TokenStream {
    let (p, ty, span) = (model.private(), with_static(base.ty), base.ty.span());
    let of_base = quote!(<#ty as #p::Declared>);
    let mut assertions = Assertions { p, of_base, all: TokenStream::new() };
    assertions.whole(model, span);
    assertions.added(model, span);
    assertions.forbidden(model);
    if model.has_further_fields() {
        assertions.fields(model, span);
    }
    assertions.all
}

impl Assertions {
    fn add(&mut self, span: Span, holds: &TokenStream, message: &str) {
        self.all.extend(assertion(&self.p, span, holds, message));
    }

    /// What the struct declares again, against the base's declaration.
    fn whole(&mut self, model: &Model<'_>, span: Span) {
        let (p, claims) = (self.p.clone(), &model.claims);
        let message = "an enum of kinds cannot be extended; extend the claims type of a variant";
        self.add(span, &quote!(!#p::is_of_kinds(__BASE)), message);
        let typ = claims.typ.iter().map(|typ| ("typ", typ));
        let issuers = claims.issuer.iter().map(|issuer| ("issuer", issuer));
        let audiences = claims.audience.iter().map(|audience| ("audience", audience));
        for (name, value) in typ.chain(issuers).chain(audiences) {
            let message = match name {
                "typ" => "the extended type has another `typ`, so that no token could pass; remove it here"
                    .to_owned(),
                name => format!("the extended type refuses this {name}; name some of its own, or none"),
            };
            let function = format_ident!("narrows_{name}");
            self.add(value.span, &quote!(#p::#function(__BASE, #value)), &message);
        }
        for (name, value) in claims.durations() {
            let Some((seconds, span)) = value.map(|value| (value.seconds, value.span)) else { continue };
            let message =
                format!("the extended type has a shorter `{name}`; make this one shorter yet, or remove it");
            let name = Ident::new(name, Span::call_site());
            self.add(span, &quote!(#p::narrows_duration(__BASE.#name(), #seconds)), &message);
        }
    }

    /// The rules on its claims.
    fn added(&mut self, model: &Model<'_>, span: Span) {
        for (nth, added) in model.claims.added.iter().enumerate() {
            let (spec, span) = (base_field(nth), added.field.span());
            self.add(
                span,
                &quote!(!#spec.claim.is_empty()),
                "a skipped or flattened field is not a claim of its own, so that rules cannot apply to it",
            );
            self.add(
                span,
                &quote!(#spec.is_known()),
                "the extended type has too many fields with a default to tell whether this claim was present",
            );
        }
        let (p, of_base, slots) = (&self.p, &self.of_base, slots(model));
        let fits = quote!(#of_base::NOTED + #slots <= #p::Seen::MAX);
        self.add(span, &fits, "with those of the extended type, these are too many fields with a default");
    }

    fn forbidden(&mut self, model: &Model<'_>) {
        let (p, of_base) = (self.p.clone(), self.of_base.clone());
        for (claim, span) in &model.claims.forbidden {
            let (name, variant) = (claim.name(), claim.variant());
            let message =
                format!("the extended type demands `{name}`, so that no token could pass; remove it here");
            self.add(*span, &quote!(#p::may_forbid(__BASE, #p::RegisteredClaim::#variant)), &message);
        }
        for (name, span) in &model.claims.forbidden_names {
            let message =
                format!("the extended type reads `{name}`; it can be forbidden there, or by a `check` here");
            self.add(*span, &quote!(!#of_base::FIELDS.read(#name)), &message);
        }
        for field in model.fields.iter().filter(|field| is_confirmation(field)) {
            self.add(
                field.ident.span(),
                &quote!(#p::takes_confirmation(__BASE)),
                "the extended type refuses a token with `cnf`; check its proof yourself and write \
                 `unchecked(cnf)` there, or remove the field",
            );
        }
    }

    /// That no further field is a claim that the base forbids, or one that both
    /// would write.
    fn fields(&mut self, model: &Model<'_>, span: Span) {
        let of_base = self.of_base.clone();
        self.add(
            span,
            &quote!(!#of_base::CLOSED),
            "the extended type has `deny_unknown_fields` and would refuse the further fields; \
             remove one of them",
        );
        for field in model.own_fields().filter(|field| !field.is_skipped()) {
            match &field.claim.path {
                _ if field.is_flattened() => self.flattened(model, field),
                Some(path) => self.apart(model, &path.segments[0], path.span),
                None => field.names().for_each(|name| self.apart(model, &name, field.ident.span())),
            }
        }
    }

    fn apart(&mut self, model: &Model<'_>, name: &str, span: Span) {
        let of_base = self.of_base.clone();
        let message =
            format!("the extended type forbids `{name}`, so that no token could pass; remove it here");
        self.add(span, &quote!(!#of_base::FIELDS.forbid(#name)), &message);
        if !model.claims.verify_only {
            let message = format!(
                "the extended type writes `{name}`, too, and a token has each claim once; \
                 remove it here, or add `verify_only` to read it twice"
            );
            self.add(span, &quote!(!#of_base::FIELDS.read(#name)), &message);
        }
    }

    /// That a flattened field writes nothing that the base forbids.
    fn flattened(&mut self, model: &Model<'_>, field: &Field<'_>) {
        let of_base = self.of_base.clone();
        if !model.claims.verify_only {
            self.add(
                field.ident.span(),
                &quote!(!#of_base::FIELDS.forbid_any()),
                "the extended type forbids claims that a flattened field may write; write `verify_only`, \
                 or remove the field",
            );
        }
    }
}
