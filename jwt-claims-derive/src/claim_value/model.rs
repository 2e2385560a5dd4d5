//! MODEL: the variants with their strings, and what contradicts itself in them.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Ident, LitStr, Type, Variant};

use super::attr::{EnumAttr, VariantAttr};
use super::hierarchy::{Hierarchy, Rank};
use crate::case;
use crate::errors::Errors;

pub(super) struct Model<'i> {
    pub(super) ident: &'i Ident,
    krate: Option<syn::Path>,
    pub(super) named: Vec<Named<'i>>,
    pub(super) unknown: Option<Unknown<'i>>,
    pub(super) hierarchy: Option<Hierarchy>,
}

/// A variant with its string.
pub(super) struct Named<'i> {
    pub(super) ident: &'i Ident,
    pub(super) text: LitStr,
    pub(super) attr: VariantAttr,
}

/// The variant that keeps other strings, and what it keeps them in.
pub(super) struct Unknown<'i> {
    pub(super) ident: &'i Ident,
    pub(super) ty: &'i Type,
}

impl<'i> Model<'i> {
    /// `None` if there are no variants to speak of.
    pub(super) fn parse(input: &'i DeriveInput, errors: &mut Errors) -> Option<Self> {
        let attr = EnumAttr::parse(&input.attrs, errors);
        let Data::Enum(data) = &input.data else {
            errors.at(&input.ident, "`#[derive(ClaimValue)]` only supports enums; each variant is a string");
            return None;
        };
        if !input.generics.params.is_empty() {
            errors.at(&input.generics, "an enum of claim values takes no parameters");
        }
        let (mut named, mut unknown) = (Vec::new(), Vec::new());
        for variant in &data.variants {
            let said = VariantAttr::parse(&variant.attrs, errors);
            if said.unknown.is_some() {
                unknown.extend(keeps(variant, &said, errors));
            } else if is_unit(variant, errors) {
                let text = string(variant, &said, attr.rename_all.as_ref());
                named.push(Named { ident: &variant.ident, text, attr: said });
            }
        }
        if named.is_empty() {
            errors.at(&input.ident, "`#[derive(ClaimValue)]` needs a variant that is a string of its own");
            return None;
        }
        for second in unknown.iter().skip(1) {
            errors.at(second.ident, "one variant keeps unknown strings; a second would never be read");
        }
        distinct(&named, errors);
        let ranks: Vec<_> = named.iter().map(Named::rank).collect();
        let kept = unknown.first().map(|unknown| unknown.ident);
        let hierarchy = Hierarchy::of(&ranks, kept, attr.order, errors);
        let unknown = unknown.into_iter().next();
        Some(Self { ident: &input.ident, krate: attr.krate, named, unknown, hierarchy })
    }

    /// The library's hidden half.
    pub(super) fn private(&self) -> TokenStream {
        crate::model::private(self.krate.as_ref())
    }
}

impl Named<'_> {
    fn rank(&self) -> Rank<'_> {
        Rank { ident: self.ident, implies: &self.attr.implies }
    }
}

/// What a variant is in a token.
fn string(variant: &Variant, said: &VariantAttr, rename_all: Option<&LitStr>) -> LitStr {
    if let Some(text) = &said.rename {
        return text.clone();
    }
    let name = variant.ident.unraw().to_string();
    let text = rename_all.map_or_else(|| name.clone(), |rule| case::rename_variant(&name, &rule.value()));
    LitStr::new(&text, variant.ident.span())
}

fn is_unit(variant: &Variant, errors: &mut Errors) -> bool {
    let is_unit = matches!(variant.fields, Fields::Unit);
    if !is_unit {
        let name = &variant.ident;
        let message = format!(
            "`{name}` cannot hold anything: in a token it is one string; \
             to keep strings of no variant, mark it `#[claim_value(unknown)]`"
        );
        errors.at(name, message);
    }
    is_unit
}

/// The variant for unknown strings holds their text: so that they can be
/// written back, and that no rule can name it.
fn keeps<'i>(variant: &'i Variant, said: &VariantAttr, errors: &mut Errors) -> Option<Unknown<'i>> {
    let ident = &variant.ident;
    if let Some(rename) = &said.rename {
        errors.at(rename, "the unknown variant has no string of its own; remove `rename`");
    }
    if let Some(implied) = said.implies.first() {
        errors.at(implied, "an unknown string implies nothing; remove `implies`");
    }
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            fields.unnamed.first().map(|field| Unknown { ident, ty: &field.ty })
        }
        _ => {
            errors.at(ident, format!("the unknown variant keeps the text: write `{ident}(String)`"));
            None
        }
    }
}

fn distinct(named: &[Named<'_>], errors: &mut Errors) {
    for (nth, variant) in named.iter().enumerate() {
        let text = variant.text.value();
        if let Some(first) = named[..nth].iter().find(|first| first.text.value() == text) {
            let message =
                format!("`{}` is `{text}` in tokens already; a string stands for one variant", first.ident);
            let span = variant.attr.rename.as_ref().map_or(variant.ident.span(), LitStr::span);
            errors.at_span(span, message);
        }
    }
}
