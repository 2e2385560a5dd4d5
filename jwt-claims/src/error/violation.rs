//! One violation: a rule that a claim does not meet.

use std::borrow::Cow;
use std::fmt;

use crate::base::registered::RegisteredClaim;
use crate::base::shown::shown;
use crate::policy::answer::{Answer, is_about_the_token};
use crate::policy::demands::Demands;
use crate::policy::fault::Fault;
use crate::policy::path::joined;
use crate::policy::{Policy, RuleSpec};

/// The rule name for a missing claim of a field.
pub(crate) const MISSING_FIELD: &str = "required";

/// A rule that a claim does not meet: the claim, the rule, what was expected, and what
/// was found (redacted).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    claim: Cow<'static, str>,
    rule: &'static str,
    fault: Fault,
    expected: Cow<'static, str>,
    actual: Cow<'static, str>,
    /// The answer of the rule, without regard to the claim's name.
    by_rule: Answer,
    /// The answer chosen by a field or a check; it has precedence over the claim's
    /// name.
    chosen: Option<Answer>,
    /// The broken rule; `None` if no declared rule is broken.
    spec: Option<&'static RuleSpec>,
    /// Further rules that an absent claim breaks.
    others: Vec<&'static RuleSpec>,
    /// The violations of each alternative of an `either`.
    alternatives: Vec<Violation>,
    /// How many of them are not listed.
    unlisted: usize,
}

impl Violation {
    /// Every [`code`](Violation::code), for translations and counters. Later versions
    /// may add codes. [`Error`](crate::Error#codes-of-violations) explains them.
    pub const CODES: &'static [&'static str] = Fault::ALL;

    /// A violation that is not of a declared rule.
    #[cold]
    pub(crate) fn new(
        claim: impl Into<Cow<'static, str>>,
        rule: &'static str,
        fault: Fault,
        expected: impl Into<Cow<'static, str>>,
        actual: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            claim: shown(claim),
            rule,
            fault,
            expected: expected.into(),
            actual: actual.into(),
            by_rule: Answer::InvalidToken,
            chosen: None,
            spec: None,
            others: Vec::new(),
            alternatives: Vec::new(),
            unlisted: 0,
        }
    }

    pub(crate) fn fault(&self) -> Fault {
        self.fault
    }

    /// The same with another text for what is expected.
    pub(crate) fn expecting(self, expected: &'static str) -> Self {
        Self { expected: expected.into(), ..self }
    }

    /// The same, with the violations of each alternative and the number of further
    /// ones. They are the text of what was found.
    pub(crate) fn of_alternatives(mut self, alternatives: Vec<Self>, unlisted: usize) -> Self {
        (self.alternatives, self.unlisted) = (alternatives, unlisted);
        self.actual = self.found_in_alternatives().into();
        self
    }

    /// Puts its claim, and every claim that it names, below a member.
    pub(crate) fn place_below(&mut self, member: &str) {
        self.claim = shown(joined(member, &self.claim));
        if self.alternatives.is_empty() {
            return;
        }
        for alternative in &mut self.alternatives {
            alternative.place_below(member);
        }
        self.actual = self.found_in_alternatives().into();
        if let Some(spec) = self.spec {
            self.expected = spec.expected_below(&self.claim).into();
        }
    }

    fn found_in_alternatives(&self) -> String {
        let text = |violation: &Self| format!("`{}`: {}", violation.claim, violation.actual);
        let more = (self.unlisted > 0).then(|| format!("and {} more", self.unlisted));
        self.alternatives.iter().map(text).chain(more).collect::<Vec<_>>().join("; ")
    }

    /// A violation of a registered claim.
    #[cold]
    pub(crate) fn of(
        claim: RegisteredClaim,
        fault: Fault,
        expected: impl Into<Cow<'static, str>>,
        actual: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(claim.name(), claim.name(), fault, expected, actual)
    }

    /// The same with the answer of its rule and the chosen answer. The chosen answer
    /// has precedence, then the claim's name.
    pub(crate) fn answered(self, by_rule: Answer, chosen: Option<Answer>) -> Self {
        Self { by_rule, chosen, ..self }
    }

    /// The same, as a violation of these rules.
    pub(crate) fn of_rules(self, rules: impl IntoIterator<Item = &'static RuleSpec>) -> Self {
        let mut rules = rules.into_iter();
        Self { spec: rules.next(), others: rules.collect(), ..self }
    }

    /// The broken rules.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'static RuleSpec> {
        self.spec.into_iter().chain(self.others.iter().copied())
    }

    /// The answer of the rule, without regard to the claim's name.
    pub(crate) fn by_rule(&self) -> Answer {
        self.by_rule
    }

    /// The answer chosen by a field or a check.
    pub(crate) fn chosen(&self) -> Option<Answer> {
        self.chosen
    }

    /// True if the claim of a field is missing because the field's type requires it,
    /// not a rule or the policy.
    pub(crate) fn is_of_missing_field(&self) -> bool {
        self.fault == Fault::Missing && self.spec.is_none() && self.rule == MISSING_FIELD
    }

    /// Takes the answer of the rules on the missing claim.
    pub(crate) fn answer_as_demanded(&mut self, policy: &Policy) {
        let demands = Demands::on(&self.claim, policy);
        let mut rules = demands.rules();
        (self.spec, self.others) = (rules.next(), rules.collect());
        if self.spec.is_some() {
            self.chosen = Some(demands.answer());
        }
    }

    /// Takes the answer of the field around it, unless an inner one was chosen.
    pub(crate) fn choose(&mut self, chosen: Option<Answer>) {
        self.chosen = self.chosen.or(chosen);
    }

    /// The path of the claim: its name in the token, then `.member` and `[index]`. It
    /// is `typ` for the header parameter, and empty for a check on the whole struct.
    #[must_use]
    pub fn claim(&self) -> &str {
        &self.claim
    }

    /// The name of the rule as declared: `any_of`, `audience`, `exp`, …
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// A stable, machine-readable code such as `expired` or `any_of`.
    /// [`Error`](crate::Error#codes-of-violations) lists the codes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.fault.code()
    }

    /// What was expected.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was found, redacted: kinds, counts, lengths and times, never the
    /// text of a claim.
    #[must_use]
    pub fn actual(&self) -> &str {
        &self.actual
    }

    /// True if the answer is 403 (the token does not grant this), false if it is 401
    /// (the token is not valid here); see [the table](crate::Error#401-or-403).
    #[must_use]
    pub fn is_permission(&self) -> bool {
        self.answer() == Answer::InsufficientScope
    }

    pub(super) fn answer(&self) -> Answer {
        Answer::of_violation(self.chosen, is_about_the_token(&self.claim), self.by_rule)
    }

    /// True for a broken rule on the time or the method of the user's login (RFC 9470):
    /// another login could meet it.
    pub(crate) fn is_about_login(&self) -> bool {
        matches!(self.claim(), "acr" | "auth_time") && self.rules().next().is_some() && !self.is_permission()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.claim.is_empty() {
            write!(f, "`{}`: ", self.claim)?;
        }
        write!(f, "expected {}, found {}", self.expected, self.actual)
    }
}
