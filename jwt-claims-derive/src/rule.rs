//! The rules that a field can carry: those of the table, and those by hand.

use proc_macro2::{Ident, Span};
use syn::Path;

use crate::rule_table::rule_table;
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
        if let Demand::Listed(_, values) = &mut self.demand {
            values.iter_mut().for_each(|value| value.stands_at(span));
        }
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

/// How the arguments of a rule are written, and what its function is given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arguments {
    Nothing,
    /// Values; the function gets a closure that compares a member with them.
    AnyMember,
    /// Values; the function is told whether all are members.
    AllMembers,
    /// Values; the function is told whether the claim is one of them.
    Values,
    /// One value; the function is told whether the claim is it.
    Value,
    /// One value of an enum with a hierarchy.
    Level,
    Text,
    Length,
    /// Bounds; the function is told whether the claim lies between them.
    Bounds,
    /// `(https)`, or nothing.
    Https,
    /// A regular expression.
    Pattern,
}

/// What one row of the table says.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) arguments: Arguments,
    /// Whether an absent claim breaks the rule.
    pub(crate) fails_if_absent: bool,
    /// What may stand behind `name =`; empty where the rule may stand alone.
    pub(crate) example: &'static str,
}

macro_rules! fails_if_absent {
    (fails) => {
        true
    };
    (passes) => {
        false
    };
}

macro_rules! listed {
    ($($(#[$doc:meta])* $variant:ident $name:literal $arguments:ident $absent:ident
        $answer:tt $expected:literal $example:literal;)*) => {
        /// A rule of the table.
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Listed { $($variant,)* }

        impl Listed {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub(crate) const fn row(self) -> Row {
                match self {
                    $(Self::$variant => Row {
                        name: $name,
                        arguments: Arguments::$arguments,
                        fails_if_absent: fails_if_absent!($absent),
                        example: $example,
                    },)*
                }
            }
        }
    };
}

rule_table! { listed }

impl Listed {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.row().name == name)
    }
}

#[derive(Clone)]
pub(crate) enum Demand {
    Listed(Listed, Vec<Value>),
    Check(Path),
    CheckWith(Path),
    Nested,
    Forbidden,
}

impl Demand {
    /// As it is declared.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Listed(rule, _) => rule.row().name,
            Self::Check(_) => "check",
            Self::CheckWith(_) => "check_with",
            Self::Nested => "nested",
            Self::Forbidden => "forbidden",
        }
    }

    /// Its variant of `Rule`.
    pub(crate) fn variant(&self) -> Ident {
        Ident::new(&crate::case::rename(self.name(), "PascalCase"), Span::call_site())
    }

    pub(crate) fn is(&self, rule: Listed) -> bool {
        matches!(self, Self::Listed(listed, _) if *listed == rule)
    }

    /// Its values.
    pub(crate) fn values(&self) -> &[Value] {
        match self {
            Self::Listed(_, values) => values,
            Self::Check(_) | Self::CheckWith(_) | Self::Nested | Self::Forbidden => &[],
        }
    }

    /// Whether an absent claim breaks the rule.
    pub(crate) fn implies_presence(&self) -> bool {
        match self {
            Self::Listed(rule, _) => rule.row().fails_if_absent,
            Self::Check(_) | Self::CheckWith(_) | Self::Nested => true,
            Self::Forbidden => false,
        }
    }
}

/// As a declaration spells it; in a rule set `crate` has a sign of its own.
pub(crate) fn spelled(path: &Path) -> String {
    quote::quote!(#path).to_string().replace(' ', "").replace("$crate", "crate")
}
