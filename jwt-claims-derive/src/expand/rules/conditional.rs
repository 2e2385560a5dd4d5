//! Rules under a condition, and what must not be there.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::model::{Field, Model};
use crate::rule::Condition;

/// The checks, under their condition if they have one.
pub(in crate::expand) fn under(
    conditions: &[Condition],
    when: Option<usize>,
    checks: &TokenStream,
) -> TokenStream {
    match when.map(|nth| &conditions[nth]) {
        None => checks.clone(),
        Some(Condition::Function(path)) => {
            // the path may come from a macro, where `self` would be another
            let claims = quote_spanned!(super::at(path.span())=> self);
            let holds = quote_spanned!(path.span()=> #path(#claims));
            quote!(if #holds { #checks })
        }
        Some(Condition::Context(value)) => quote!(if #value { #checks }),
    }
}

/// A field that must not be in the token. What the token says counts, for
/// `null` would read like an absent claim; of a registered claim, which is never
/// `null`, what the field holds.
pub(super) fn forbidden(model: &Model<'_>, field: &Field<'_>, span: Span, nth: usize) -> TokenStream {
    let (p, ident) = (model.private(), field.ident);
    let written = crate::expand::written(&p, span);
    // what serde can leave out by itself may have any type
    let holds_one = match field.serde.has("skip_serializing_if") {
        true => quote!(#p::Probe(&self.#ident).value().is_some()),
        false => quote_spanned!(span=> #written::is_given(&self.#ident)),
    };
    let is_there = match super::noted(model, field) {
        Some(number) => quote!({ let _ = #holds_one; __seen.has(#number) }),
        None => holds_one,
    };
    quote! {
        if #is_there {
            __found.unmet(&__RULES[#nth], "a claim");
        }
    }
}

/// Names without a field that must not be in the token. The first has that number.
pub(super) fn forbidden_names(model: &Model<'_>, first: usize) -> TokenStream {
    let names = members(model).zip(first..).map(|((_, number), nth)| {
        quote! {
            if __seen.has(#number) {
                __found.unmet(&__RULES[#nth], "a claim");
            }
        }
    });
    names.collect()
}

/// Those names, and the number under which the presence of each is noted:
/// behind those of the fields that must be noted.
pub(in crate::expand) fn members<'m>(model: &'m Model<'_>) -> impl Iterator<Item = (&'m String, u32)> {
    let names = model.claims.forbidden_names.iter().map(|(name, _)| name);
    names.zip((0..).skip(noted_fields(model)))
}

/// How many fields must be noted.
pub(super) fn noted_fields(model: &Model<'_>) -> usize {
    model.fields.iter().filter(|field| field.must_be_noted(model)).count()
}
