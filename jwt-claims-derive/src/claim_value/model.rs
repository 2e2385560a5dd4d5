//! MODEL: the variants with their strings, and contradictions among them.

use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Ident, LitStr, Path, Type, Variant};

use super::attr::{EnumAttr, VariantAttr};
use super::hierarchy::Hierarchy;
use crate::base::case;
use crate::base::errors::{Errors, refuse};

pub(super) struct Model<'i> {
    pub(super) input: &'i DeriveInput,
    pub(super) krate: Option<Path>,
    pub(super) named: Vec<Named<'i>>,
    /// The variant that keeps other strings, and the type in which it keeps them.
    pub(super) unknown: Option<(&'i Ident, &'i Type)>,
    pub(super) hierarchy: Option<Hierarchy>,
}

/// A variant with its string.
pub(super) struct Named<'i> {
    pub(super) ident: &'i Ident,
    pub(super) text: LitStr,
    pub(super) attr: VariantAttr,
}

impl<'i> Model<'i> {
    /// `None` if it is not an enum with a variant that has a string.
    pub(super) fn parse(input: &'i DeriveInput, errors: &mut Errors) -> Option<Self> {
        let attr = EnumAttr::parse(&input.attrs, errors);
        let Data::Enum(data) = &input.data else {
            refuse!(errors, &input.ident =>
                "`#[derive(ClaimValue)]` only supports enums; each variant is a string");
            return None;
        };
        if !input.generics.params.is_empty() {
            refuse!(errors, &input.generics => "an enum of claim values takes no parameters");
        }
        let (mut named, mut unknown): (Vec<Named<'_>>, _) = (Vec::new(), None);
        for variant in &data.variants {
            let of_variant = VariantAttr::parse(&variant.attrs, errors);
            if of_variant.unknown.is_none() {
                named.extend(Named::parse(variant, of_variant, attr.rename_all.as_ref(), &named, errors));
                continue;
            }
            let keeps = unknown_variant(variant, &of_variant, errors);
            if unknown.is_some() && keeps.is_some() {
                refuse!(errors, &variant.ident => "one variant keeps unknown strings; a second would never be read");
            }
            unknown = unknown.or(keeps);
        }
        if named.is_empty() {
            refuse!(errors, &input.ident => "`#[derive(ClaimValue)]` needs a variant that is a string of its own");
            return None;
        }
        let hierarchy = Hierarchy::of(&named, unknown.map(|(ident, _)| ident), attr.order, errors);
        Some(Self { input, krate: attr.krate, named, unknown, hierarchy })
    }
}

impl<'i> Named<'i> {
    fn parse(
        variant: &'i Variant,
        attr: VariantAttr,
        rename_all: Option<&LitStr>,
        earlier: &[Named<'_>],
        errors: &mut Errors,
    ) -> Option<Self> {
        let ident = &variant.ident;
        if !matches!(variant.fields, Fields::Unit) {
            refuse!(errors, ident =>
                "`{ident}` cannot hold anything: in a token it is one string; to keep strings of no variant, \
                 mark it `#[claim_value(unknown)]`");
            return None;
        }
        let text = attr.rename.clone().unwrap_or_else(|| {
            let name = ident.unraw().to_string();
            let text =
                rename_all.map_or_else(|| name.clone(), |rule| case::rename_variant(&name, &rule.value()));
            LitStr::new(&text, ident.span())
        });
        if let Some(first) = earlier.iter().find(|first| first.text.value() == text.value()) {
            refuse!(errors, text.span() => "`{}` is `{}` in tokens already; a string stands for one variant",
                first.ident, text.value());
        }
        Some(Self { ident, text, attr })
    }
}

/// The variant for unknown strings holds their text: it is written back, and no
/// rule can name it.
fn unknown_variant<'i>(
    variant: &'i Variant,
    attr: &VariantAttr,
    errors: &mut Errors,
) -> Option<(&'i Ident, &'i Type)> {
    let ident = &variant.ident;
    if let Some(rename) = &attr.rename {
        refuse!(errors, rename => "the unknown variant has no string of its own; remove `rename`");
    }
    if let Some(implied) = attr.implies.first() {
        refuse!(errors, implied => "an unknown string implies nothing; remove `implies`");
    }
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some((ident, &fields.unnamed[0].ty)),
        _ => {
            refuse!(errors, ident => "the unknown variant keeps the text: write `{ident}(String)`");
            None
        }
    }
}
