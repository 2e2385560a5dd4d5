//! The rules that a field can carry.

use proc_macro2::{Ident, Span};
use syn::Path;

use crate::value::Value;

/// One rule, where it stands, and what it is given.
#[derive(Clone)]
pub(crate) struct Rule {
    pub(crate) span: Span,
    pub(crate) demand: Demand,
}

#[derive(Clone)]
pub(crate) enum Demand {
    AnyOf(Vec<Value>),
    AllOf(Vec<Value>),
    NoneOf(Vec<Value>),
    OneOf(Vec<Value>),
    Equals(Value),
    AtLeast(Value),
    StartsWith(Value),
    NonEmpty,
    Len { min: Option<Value>, max: Option<Value> },
    Range { min: Option<Value>, max: Option<Value> },
    Check(Path),
}

impl Demand {
    /// As it is declared.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::AnyOf(_) => "any_of",
            Self::AllOf(_) => "all_of",
            Self::NoneOf(_) => "none_of",
            Self::OneOf(_) => "one_of",
            Self::Equals(_) => "equals",
            Self::AtLeast(_) => "at_least",
            Self::StartsWith(_) => "starts_with",
            Self::NonEmpty => "non_empty",
            Self::Len { .. } => "len",
            Self::Range { .. } => "range",
            Self::Check(_) => "check",
        }
    }

    /// Its variant of `Rule`.
    pub(crate) fn variant(&self) -> Ident {
        Ident::new(&crate::case::rename(self.name(), "PascalCase"), Span::call_site())
    }

    /// The values as the declaration spells them.
    pub(crate) fn spellings(&self) -> Vec<String> {
        match self {
            Self::AnyOf(values) | Self::AllOf(values) | Self::NoneOf(values) | Self::OneOf(values) => {
                values.iter().map(Value::spelling).collect()
            }
            Self::Equals(value) | Self::AtLeast(value) | Self::StartsWith(value) => vec![value.spelling()],
            Self::NonEmpty => Vec::new(),
            Self::Len { min, max } | Self::Range { min, max } => {
                let bound = |name: &str, value: &Option<Value>| {
                    value.as_ref().map(|value| format!("{name} = {}", value.spelling()))
                };
                bound("min", min).into_iter().chain(bound("max", max)).collect()
            }
            Self::Check(path) => vec![quote::quote!(#path).to_string().replace(' ', "")],
        }
    }

    /// Whether an absent claim breaks the rule.
    pub(crate) fn implies_presence(&self) -> bool {
        !matches!(self, Self::NoneOf(_))
    }
}
