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
    /// The rule set that it comes from.
    pub(crate) set: Option<String>,
}

impl Rule {
    pub(crate) fn new(span: Span, demand: Demand) -> Self {
        Self { span, demand, when: None, set: None }
    }

    /// Has errors about it stand there: at what it is applied to.
    pub(crate) fn stands_at(&mut self, span: Span) {
        self.span = span;
        self.demand.values_mut().into_iter().for_each(|value| value.stands_at(span));
    }

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
            Self::Function(path) => spelled(path),
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

    fn values_mut(&mut self) -> Vec<&mut Value> {
        match self {
            Self::AnyOf(values) | Self::AllOf(values) | Self::NoneOf(values) | Self::OneOf(values) => {
                values.iter_mut().collect()
            }
            Self::Equals(value) | Self::AtLeast(value) | Self::StartsWith(value) => vec![value],
            Self::Len { min, max } | Self::Range { min, max } => min.iter_mut().chain(max).collect(),
            _ => Vec::new(),
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

/// As a declaration spells it; in a rule set `crate` has a sign of its own.
pub(crate) fn spelled(path: &Path) -> String {
    quote::quote!(#path).to_string().replace(' ', "").replace("$crate", "crate")
}
