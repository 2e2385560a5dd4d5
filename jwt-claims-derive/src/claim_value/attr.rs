//! PARSE: `#[claim_value(...)]` on the enum and on its variants.

use proc_macro2::{Ident, Span};
use syn::parse::ParseStream;
use syn::{Attribute, LitStr, Path};

use crate::base::errors::{Errors, bail, refuse};
use crate::base::suggest::{hint, instead};
use crate::base::tokens::names as any_name;
use crate::syntax::attributes::{ON_VALUE, ON_VALUES, has, names};
use crate::syntax::items::{crate_path, items, names_listed, text};
use crate::syntax::serde::check_rename_rule;

const WHICH_WAY: &str = "; say which way: `ascending` if the last variant is the highest, else `descending`";

/// The names that others use, and what to write here.
const ENUM_INSTEAD: [(&str, &str); 4] = [
    ("order", WHICH_WAY),
    ("ordered", WHICH_WAY),
    ("other", "; mark the variant that keeps unknown strings: `#[claim_value(unknown)] Other(String)`"),
    ("rename", "; did you mean `rename_all`?"),
];
const VARIANT_INSTEAD: [(&str, &str); 5] = [
    ("alias", "; a value has one spelling in tokens"),
    ("name", "; did you mean `rename`?"),
    ("other", "; did you mean `unknown`?"),
    ("rename_all", "; it belongs on the enum"),
    ("skip", "; every variant has a string"),
];

/// Which end of an enum is the highest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Ascending,
    Descending,
}

/// `#[claim_value(...)]` on the enum.
#[derive(Default)]
pub(super) struct EnumAttr {
    pub(super) rename_all: Option<LitStr>,
    pub(super) order: Option<(Order, Span)>,
    pub(super) krate: Option<Path>,
}

impl EnumAttr {
    pub(super) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        refuse_serde(attrs, errors);
        let mut parsed = Self::default();
        items(attrs, "claim_value", errors, |name, input, errors| parsed.item(name, input, errors));
        if let Some(rule) = &parsed.rename_all {
            check_rename_rule(rule, errors);
        }
        parsed
    }

    fn item(&mut self, name: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        match name.to_string().as_str() {
            "rename_all" => self.rename_all = Some(text(name, input)?),
            "ascending" => self.order(Order::Ascending, name, errors),
            "descending" => self.order(Order::Descending, name, errors),
            "crate" => self.krate = Some(crate_path(name, input)?),
            other if has(ON_VALUE, other) && instead(other, &ENUM_INSTEAD).is_none() => {
                bail!(name => "not expected here; `{other}` belongs on a variant")
            }
            other => bail!(name =>
                "unknown claim_value attribute `{other}` on the enum{}",
                hint(other, &ENUM_INSTEAD, &names(ON_VALUES))),
        }
        Ok(())
    }

    fn order(&mut self, order: Order, name: &Ident, errors: &mut Errors) {
        if self.order.is_some_and(|(earlier, _)| earlier != order) {
            refuse!(errors, name => "`ascending` conflicts with `descending`; keep one");
        }
        self.order = Some((order, name.span()));
    }
}

/// `#[claim_value(...)]` on a variant.
#[derive(Default)]
pub(super) struct VariantAttr {
    pub(super) rename: Option<LitStr>,
    pub(super) implies: Vec<Ident>,
    pub(super) unknown: Option<Span>,
}

impl VariantAttr {
    pub(super) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        refuse_serde(attrs, errors);
        let mut parsed = Self::default();
        items(attrs, "claim_value", errors, |name, input, _| parsed.item(name, input));
        parsed
    }

    fn item(&mut self, name: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        match name.to_string().as_str() {
            "rename" => self.rename = Some(text(name, input)?),
            "implies" => {
                let expected = "`implies` needs the bare names of variants: `implies(Editor, Auditor)`";
                self.implies = names_listed(name, input, expected)?;
            }
            "unknown" => self.unknown = Some(name.span()),
            other if has(ON_VALUES, other) => {
                bail!(name => "not expected here; `{other}` belongs on the enum")
            }
            other => bail!(name =>
                "unknown claim_value attribute `{other}` on an enum's variant{}",
                hint(other, &VARIANT_INSTEAD, &names(ON_VALUE))),
        }
        Ok(())
    }
}

/// A later `#[derive(...)]` of serde's traits; earlier ones, and those of the same attribute,
/// cannot be seen.
pub(super) fn derives_serde(attr: &Attribute) -> bool {
    let is_serde = |name: &Ident| name == "Serialize" || name == "Deserialize";
    attr.path().is_ident("derive") && any_name(&attr.meta, &is_serde)
}

/// serde's derives and this one write the same impls.
fn refuse_serde(attrs: &[Attribute], errors: &mut Errors) {
    refuse!(errors, each attrs.iter().filter(|attr| derives_serde(attr)) =>
        "`#[derive(ClaimValue)]` implements `Serialize` and `Deserialize`; remove serde's derives");
    refuse!(errors, each attrs.iter().filter(|attr| attr.path().is_ident("serde")) =>
        "`#[derive(ClaimValue)]` reads and writes the enum itself; write `#[claim_value(...)]`, and no \
        serde derives beside it");
}
