//! PARSE: `#[claim_value(...)]` on the enum and on its variants.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, LitStr, Path, Token, parenthesized, token};

use crate::case;
use crate::errors::Errors;
use crate::items::{crate_path, items, text};
use crate::suggest::{instead, suggest};

pub(crate) const ENUM: [&str; 4] = ["ascending", "crate", "descending", "rename_all"];
pub(crate) const VARIANT: [&str; 3] = ["implies", "rename", "unknown"];

const WHICH_WAY: &str = "; say which way: `ascending` if the last variant is the highest, else `descending`";

/// What others call it, and what it is called here.
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
        no_serde(attrs, errors);
        let mut parsed = Self::default();
        items(attrs, "claim_value", errors, |name, input, errors| parsed.item(name, input, errors));
        parsed
    }

    fn item(&mut self, name: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        match name.to_string().as_str() {
            "rename_all" => self.rename_all = Some(rename_rule(text(name, input)?, errors)),
            "ascending" => self.ordered(Order::Ascending, name, errors),
            "descending" => self.ordered(Order::Descending, name, errors),
            "crate" => self.krate = Some(crate_path(name, input)?),
            other => return Err(unexpected(name, other, "enum", &ENUM, &ENUM_INSTEAD)),
        }
        Ok(())
    }

    fn ordered(&mut self, order: Order, name: &Ident, errors: &mut Errors) {
        if self.order.is_some_and(|(earlier, _)| earlier != order) {
            errors.at(name, "`ascending` conflicts with `descending`; keep one");
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
        no_serde(attrs, errors);
        let mut parsed = Self::default();
        items(attrs, "claim_value", errors, |name, input, _| parsed.item(name, input));
        parsed
    }

    fn item(&mut self, name: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        match name.to_string().as_str() {
            "rename" => self.rename = Some(text(name, input)?),
            "implies" => self.implies = variants(name, input)?,
            "unknown" => self.unknown = Some(name.span()),
            other if ENUM.contains(&other) => {
                let message = format!("not expected here; `{other}` belongs on the enum");
                return Err(syn::Error::new_spanned(name, message));
            }
            other => return Err(unexpected(name, other, "variant", &VARIANT, &VARIANT_INSTEAD)),
        }
        Ok(())
    }
}

fn unexpected(name: &Ident, text: &str, place: &str, known: &[&str], others: &[(&str, &str)]) -> syn::Error {
    let message = if place == "enum" && VARIANT.contains(&text) && instead(text, others).is_none() {
        format!("not expected here; `{text}` belongs on a variant")
    } else {
        let hint = instead(text, others).unwrap_or_else(|| suggest(text, known));
        format!("unknown claim_value attribute `{text}` on an enum's {place}{hint}")
    };
    syn::Error::new_spanned(name, message.replace("an enum's enum", "the enum"))
}

fn rename_rule(rule: LitStr, errors: &mut Errors) -> LitStr {
    if !case::RULES.contains(&rule.value().as_str()) {
        let hint = suggest(&rule.value(), &case::RULES);
        errors.at(&rule, format!("unknown rename rule `{}`{hint}", rule.value()));
    }
    rule
}

/// `(Editor, Auditor)`.
fn variants(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
    let names_some = || syn::Error::new_spanned(name, "`implies` names variants: `implies(Editor, Auditor)`");
    if !input.peek(token::Paren) {
        return Err(names_some());
    }
    let content;
    parenthesized!(content in input);
    let named = content.parse_terminated(Ident::parse_any, Token![,]);
    let named = named.inspect_err(|_| crate::items::drain(&content)).map_err(|error| {
        syn::Error::new(error.span(), "expected the bare name of a variant: `implies(Editor, Auditor)`")
    })?;
    if named.is_empty() { Err(names_some()) } else { Ok(named.into_iter().collect()) }
}

/// serde's derives and this one write the same impls.
fn no_serde(attrs: &[Attribute], errors: &mut Errors) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        errors.at(
            attr,
            "`#[derive(ClaimValue)]` reads and writes the enum itself; \
             write `#[claim_value(...)]`, and no serde derives beside it",
        );
    }
}
