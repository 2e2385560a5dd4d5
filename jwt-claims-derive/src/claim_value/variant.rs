//! MODEL: one variant: a string of its own, or all unknown strings.

use syn::ext::IdentExt;
use syn::{Fields, Ident, LitStr, Type, Variant};

use super::attr::VariantAttr;
use crate::base::case;
use crate::base::errors::{Errors, refuse};

/// A variant with its string.
pub(super) struct Named<'i> {
    pub(super) ident: &'i Ident,
    pub(super) text: LitStr,
    pub(super) attr: VariantAttr,
}

impl<'i> Named<'i> {
    pub(super) fn parse(
        variant: &'i Variant,
        attr: VariantAttr,
        rename_all: Option<&LitStr>,
        earlier: &[Named<'_>],
        errors: &mut Errors,
    ) -> Option<Self> {
        let ident = &variant.ident;
        if !matches!(variant.fields, Fields::Unit) {
            refuse!(errors, ident =>
                "`{ident}` cannot contain a value, because in a token it is one string; to keep unknown \
                strings, mark it `#[claim_value(unknown)]`");
            return None;
        }
        let text = attr.rename.clone().unwrap_or_else(|| {
            let name = ident.unraw().to_string();
            let text =
                rename_all.map_or_else(|| name.clone(), |rule| case::rename_variant(&name, &rule.value()));
            LitStr::new(&text, ident.span())
        });
        if let Some(first) = earlier.iter().find(|first| first.text.value() == text.value()) {
            refuse!(errors, text.span() =>
                "`{}` is `{}` in tokens already; a string stands for one variant", first.ident, text.value());
        }
        Some(Self { ident, text, attr })
    }
}

/// The variant for unknown strings holds their text: it is written back, and no
/// rule can name it.
pub(super) fn unknown<'i>(
    variant: &'i Variant,
    attr: &VariantAttr,
    errors: &mut Errors,
) -> Option<(&'i Ident, &'i Type)> {
    let ident = &variant.ident;
    refuse!(errors, each &attr.rename => "the unknown variant has no string of its own; remove `rename`");
    refuse!(errors, each attr.implies.first() => "an unknown string implies nothing; remove `implies`");
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some((ident, &fields.unnamed[0].ty)),
        _ => {
            refuse!(errors, ident => "the unknown variant keeps the text: write `{ident}(String)`");
            None
        }
    }
}
