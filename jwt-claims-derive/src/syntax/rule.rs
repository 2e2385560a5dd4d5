//! Rules: those of the table, those by hand, and lists of them.

use proc_macro2::{Ident, Span};
use syn::Path;
use syn::parse::ParseStream;

use super::answer::Answer;
use super::items::path;
use super::table::{Arguments, Listed};
use super::value::Value;
use crate::base::case;
use crate::base::tokens::text;

/// One rule, where it is declared.
pub(crate) struct Rule {
    pub(crate) span: Span,
    pub(crate) kind: RuleKind,
    /// The rule set that it comes from.
    pub(crate) set: Option<String>,
}

/// The rules of one field, of one claim of a base, or of the whole struct.
pub(crate) struct RuleList {
    /// The rules without a condition, then a group for each `when(...)`.
    pub(crate) groups: Vec<Group>,
    pub(crate) if_present: Option<Span>,
    /// The answer if one of the rules is broken.
    pub(crate) answer: Option<Answer>,
}

/// Rules under one condition, or under none.
#[derive(Default)]
pub(crate) struct Group {
    pub(crate) condition: Option<Condition>,
    pub(crate) rules: Vec<Rule>,
}

/// What decides whether a group of rules is checked.
pub(crate) enum Condition {
    /// A function over the whole struct.
    Function(Path),
    /// A boolean of the context.
    Context(Value),
}

impl Default for RuleList {
    fn default() -> Self {
        Self { groups: vec![Group::default()], if_present: None, answer: None }
    }
}

impl RuleList {
    /// Adds a rule without a condition.
    pub(crate) fn push(&mut self, rule: Rule) {
        self.groups[0].rules.push(rule);
    }

    pub(crate) fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.groups.iter().flat_map(|group| &group.rules)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rules().next().is_none()
    }

    pub(crate) fn forbids(&self) -> bool {
        self.rules().any(|rule| matches!(rule.kind, RuleKind::Forbidden))
    }

    pub(crate) fn is_nested(&self) -> bool {
        self.rules().any(|rule| matches!(rule.kind, RuleKind::Nested))
    }

    /// Whether an absent claim breaks one of the rules without a condition.
    pub(crate) fn must_be_present(&self) -> bool {
        self.needs_claim(&self.groups[0])
    }

    /// Whether an absent claim breaks a rule of the group.
    pub(crate) fn needs_claim(&self, group: &Group) -> bool {
        self.if_present.is_none() && group.rules.iter().any(|rule| rule.kind.needs_claim())
    }

    /// Marks the rules as those of a set, with their errors where it is applied.
    pub(crate) fn of_set(mut self, set: &Ident, span: Span) -> Self {
        for rule in self.groups.iter_mut().flat_map(|group| &mut group.rules) {
            (rule.span, rule.set) = (span, Some(set.to_string()));
            if let RuleKind::Listed(_, values) = &mut rule.kind {
                values.iter_mut().for_each(|value| value.span = span);
            }
        }
        self
    }
}

impl Condition {
    pub(crate) fn spelling(&self) -> String {
        match self {
            Self::Function(path) => text(path),
            Self::Context(value) => value.spelling(),
        }
    }
}

pub(crate) enum RuleKind {
    Listed(Listed, Vec<Value>),
    /// A function of the user's: `check`, or `check_with`, which also gets the context.
    Check {
        path: Path,
        with_context: bool,
    },
    Nested,
    Forbidden,
}

impl RuleKind {
    pub(crate) fn at(self, span: Span) -> Rule {
        Rule { span, kind: self, set: None }
    }

    /// `check = my_check`, or `check_with = my_check`.
    pub(crate) fn check(name: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self::Check { path: path(name, input)?, with_context: name == "check_with" })
    }

    /// The name of the rule in declarations.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Listed(rule, _) => rule.row().name,
            Self::Check { with_context: false, .. } => "check",
            Self::Check { with_context: true, .. } => "check_with",
            Self::Nested => "nested",
            Self::Forbidden => "forbidden",
        }
    }

    /// The variant of the library's `Rule`.
    pub(crate) fn variant(&self) -> Ident {
        Ident::new(&case::rename(self.name(), "PascalCase"), Span::call_site())
    }

    /// Whether the rule is about a date.
    pub(crate) fn is_about_dates(&self) -> bool {
        let is_date = |kind| matches!(kind, Arguments::Clock | Arguments::Age | Arguments::Date);
        matches!(self, Self::Listed(rule, _) if is_date(rule.row().arguments))
    }

    pub(crate) fn is(&self, rule: Listed) -> bool {
        matches!(self, Self::Listed(listed, _) if *listed == rule)
    }

    pub(crate) fn values(&self) -> &[Value] {
        match self {
            Self::Listed(_, values) => values,
            Self::Check { .. } | Self::Nested | Self::Forbidden => &[],
        }
    }

    /// Whether an absent claim breaks the rule.
    pub(crate) fn needs_claim(&self) -> bool {
        match self {
            Self::Listed(rule, _) => rule.row().fails_if_absent,
            Self::Check { .. } | Self::Nested => true,
            Self::Forbidden => false,
        }
    }
}
