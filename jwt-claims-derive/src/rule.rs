//! The rules that a field can carry.

use proc_macro2::{Ident, Span};
use syn::{LitStr, Path};

use crate::value::Value;

/// One rule, where it stands, and what it is given.
#[derive(Clone)]
pub(crate) struct Rule {
    pub(crate) span: Span,
    pub(crate) demand: Demand,
    /// The condition under which alone it is looked at, by its number.
    pub(crate) when: Option<usize>,
}

impl Rule {
    /// Whether this is another rule, by its kind: no field has two of one.
    pub(crate) fn span_is_not(&self, other: &Self) -> bool {
        self.demand.name() != other.demand.name()
    }
}

/// What decides whether a group of rules is looked at.
#[derive(Clone)]
pub(crate) enum Condition {
    /// A function over the whole.
    Function(Path),
    /// A boolean of the context.
    Context(Value),
}

impl Condition {
    pub(crate) fn spelling(&self) -> String {
        match self {
            Self::Function(path) => quote::quote!(#path).to_string().replace(' ', ""),
            Self::Context(value) => value.spelling(),
        }
    }
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
    Nested,
    CheckWith(Path),
    Forbidden,
    Email,
    Uuid,
    Url { https: bool },
    Pattern(LitStr),
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
            Self::Nested => "nested",
            Self::CheckWith(_) => "check_with",
            Self::Forbidden => "forbidden",
            Self::Email => "email",
            Self::Uuid => "uuid",
            Self::Url { .. } => "url",
            Self::Pattern(_) => "pattern",
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
            Self::NonEmpty
            | Self::Nested
            | Self::Forbidden
            | Self::Email
            | Self::Uuid
            | Self::Url { https: false } => Vec::new(),
            Self::Url { https: true } => vec!["https".to_owned()],
            Self::Pattern(pattern) => vec![format!("{:?}", pattern.value())],
            Self::Len { min, max } | Self::Range { min, max } => {
                let bound = |name: &str, value: &Option<Value>| {
                    value.as_ref().map(|value| format!("{name} = {}", value.spelling()))
                };
                bound("min", min).into_iter().chain(bound("max", max)).collect()
            }
            Self::Check(path) | Self::CheckWith(path) => {
                vec![quote::quote!(#path).to_string().replace(' ', "")]
            }
        }
    }

    /// Its values.
    pub(crate) fn values(&self) -> Vec<&Value> {
        match self {
            Self::AnyOf(values) | Self::AllOf(values) | Self::NoneOf(values) | Self::OneOf(values) => {
                values.iter().collect()
            }
            Self::Equals(value) | Self::AtLeast(value) | Self::StartsWith(value) => vec![value],
            Self::Len { min, max } | Self::Range { min, max } => min.iter().chain(max).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether an absent claim breaks the rule.
    pub(crate) fn implies_presence(&self) -> bool {
        !matches!(self, Self::NoneOf(_) | Self::Forbidden)
    }
}
