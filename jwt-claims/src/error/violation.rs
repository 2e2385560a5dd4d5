//! One demand on one claim that was not met.

use std::borrow::Cow;
use std::fmt;

use crate::base::registered::RegisteredClaim;
use crate::base::shown::shown;
use crate::policy::answer::{Answer, is_about_the_token};
use crate::policy::demands::Demands;
use crate::policy::fault::Fault;
use crate::policy::path::joined;
use crate::policy::{Policy, RuleSpec};

/// The rule of a field whose type cannot do without its claim.
pub(crate) const MISSING_FIELD: &str = "required";

/// A rule that a claim did not meet: which claim, which rule, what was
/// expected and, redacted, what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    claim: Cow<'static, str>,
    rule: &'static str,
    fault: Fault,
    expected: Cow<'static, str>,
    actual: Cow<'static, str>,
    /// The answer that the rule calls for, whatever the claim's name is.
    by_rule: Answer,
    /// The answer that a field or a check has chosen: the name does not matter then.
    chosen: Option<Answer>,
    /// The declared rule that is broken; none for a demand of the library's own.
    spec: Option<&'static RuleSpec>,
    /// The others that an absent claim breaks too.
    others: Vec<&'static RuleSpec>,
    /// What kept each alternative from holding, where one had to.
    alternatives: Vec<Violation>,
    /// How many of those were left out.
    unlisted: usize,
}

impl Violation {
    /// Every [`code`](Violation::code) that there is, for translations and
    /// counters; later versions may add some. What each means is told with
    /// [`Error`](crate::Error#codes-of-violations).
    pub const CODES: &'static [&'static str] = Fault::ALL;

    /// A violation of one of the library's own demands.
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

    /// The same with other words for what is demanded.
    pub(crate) fn expecting(self, expected: &'static str) -> Self {
        Self { expected: expected.into(), ..self }
    }

    /// The same, with what kept each alternative from holding, and how much more
    /// did; it tells what was found.
    pub(crate) fn of_alternatives(mut self, alternatives: Vec<Self>, unlisted: usize) -> Self {
        (self.alternatives, self.unlisted) = (alternatives, unlisted);
        self.actual = self.found_in_alternatives().into();
        self
    }

    /// Moves it below a member: its claim, and every claim that it names.
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

    /// A violation of what is demanded of a registered claim.
    #[cold]
    pub(crate) fn of(
        claim: RegisteredClaim,
        fault: Fault,
        expected: impl Into<Cow<'static, str>>,
        actual: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(claim.name(), claim.name(), fault, expected, actual)
    }

    /// The same, as one that calls for that answer unless the claim's name
    /// says otherwise, or somebody has chosen.
    pub(crate) fn answered(self, by_rule: Answer, chosen: Option<Answer>) -> Self {
        Self { by_rule, chosen, ..self }
    }

    /// The same, as one of these declared rules.
    pub(crate) fn of_rules(self, rules: impl IntoIterator<Item = &'static RuleSpec>) -> Self {
        let mut rules = rules.into_iter();
        Self { spec: rules.next(), others: rules.collect(), ..self }
    }

    /// The declared rules that are broken.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'static RuleSpec> {
        self.spec.into_iter().chain(self.others.iter().copied())
    }

    /// The answer that the rule calls for, whatever the claim's name is.
    pub(crate) fn by_rule(&self) -> Answer {
        self.by_rule
    }

    /// The answer that a field or a check has chosen.
    pub(crate) fn chosen(&self) -> Option<Answer> {
        self.chosen
    }

    /// Whether a field's claim is missing: not what a rule or the policy says,
    /// but the field's type.
    pub(crate) fn is_of_missing_field(&self) -> bool {
        self.fault == Fault::Missing && self.spec.is_none() && self.rule == MISSING_FIELD
    }

    /// Answers as the rules on the missing claim do.
    pub(crate) fn answer_as_demanded(&mut self, policy: &Policy) {
        let demands = Demands::on(&self.claim, policy);
        let mut rules = demands.rules();
        (self.spec, self.others) = (rules.next(), rules.collect());
        if self.spec.is_some() {
            self.chosen = Some(demands.answer());
        }
    }

    /// The choice of the field around it, where nothing inside has chosen.
    pub(crate) fn choose(&mut self, chosen: Option<Answer>) {
        self.chosen = self.chosen.or(chosen);
    }

    /// The path of the claim: its name in the token, with `.member` and
    /// `[index]` below it. The header parameter is `typ`; a check over the
    /// whole struct has the empty path.
    #[must_use]
    pub fn claim(&self) -> &str {
        &self.claim
    }

    /// The rule, named as it is declared: `any_of`, `audience`, `exp`, …
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// A stable, machine-readable code such as `expired` or `any_of`; all of
    /// them stand with [`Error`](crate::Error#codes-of-violations).
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.fault.code()
    }

    /// What the declaration demands.
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

    /// Whether the token does not grant what the rule wants (403), rather than
    /// being the wrong token for this (401); see
    /// [the table](crate::Error#401-or-403).
    #[must_use]
    pub fn is_permission(&self) -> bool {
        let about_the_token = is_about_the_token(&self.claim);
        Answer::of_violation(self.chosen, about_the_token, self.by_rule) == Answer::InsufficientScope
    }

    /// Whether this is a broken rule on when or how the user has logged in (RFC
    /// 9470), that another login would meet.
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
