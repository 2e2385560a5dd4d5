//! MODEL: the variants with their strings, and contradictions among them.

use syn::{Data, DeriveInput, Ident, Path, Type};

use super::attr::{EnumAttr, VariantAttr};
use super::hierarchy::Hierarchy;
use super::variant::{Named, unknown};
use crate::base::errors::{Errors, refuse};

pub(super) struct Model<'i> {
    pub(super) input: &'i DeriveInput,
    pub(super) krate: Option<Path>,
    pub(super) named: Vec<Named<'i>>,
    /// The variant that keeps other strings, and the type in which it keeps them.
    pub(super) unknown: Option<(&'i Ident, &'i Type)>,
    pub(super) hierarchy: Option<Hierarchy>,
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
        let (mut named, mut open): (Vec<Named<'_>>, _) = (Vec::new(), None);
        for variant in &data.variants {
            let of_variant = VariantAttr::parse(&variant.attrs, errors);
            if of_variant.unknown.is_none() {
                named.extend(Named::parse(variant, of_variant, attr.rename_all.as_ref(), &named, errors));
                continue;
            }
            let keeps = unknown(variant, &of_variant, errors);
            if open.is_some() && keeps.is_some() {
                refuse!(errors, &variant.ident => "one variant keeps unknown strings; a second would never be read");
            }
            open = open.or(keeps);
        }
        if named.is_empty() {
            refuse!(errors, &input.ident => "`#[derive(ClaimValue)]` needs a variant that is a string of its own");
            return None;
        }
        let hierarchy = Hierarchy::of(&named, open.map(|(ident, _)| ident), attr.order, errors);
        Some(Self { input, krate: attr.krate, named, unknown: open, hierarchy })
    }
}
