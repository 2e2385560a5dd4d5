//! Violations that are counted but not listed.

use crate::error::violation::Violation;
use crate::policy::RuleSpec;
use crate::policy::answer::{Answer, is_about_the_token};

/// A violation without its texts; it decides between 401 and 403.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LeftOut {
    /// The broken rule, or the first of several.
    spec: Option<&'static RuleSpec>,
    by_rule: Answer,
    chosen: Option<Answer>,
    about_the_token: bool,
}

impl LeftOut {
    /// For a violation that is not of a declared rule.
    pub(crate) const DEMAND: Self =
        Self { spec: None, by_rule: Answer::InvalidToken, chosen: None, about_the_token: true };

    pub(crate) fn of(violation: &Violation) -> Self {
        Self {
            spec: violation.rules().next(),
            by_rule: violation.by_rule(),
            chosen: violation.chosen(),
            about_the_token: is_about_the_token(violation.claim()),
        }
    }

    /// Puts its claim below that of the rule.
    pub(crate) fn place(&mut self, around: &RuleSpec) {
        self.about_the_token = is_about_the_token(around.claim);
        self.chosen = self.chosen.or(around.answer);
    }

    pub(crate) fn is_permission(&self) -> bool {
        Answer::of_violation(self.chosen, self.about_the_token, self.by_rule) == Answer::InsufficientScope
    }

    /// The broken rule.
    pub(crate) fn rule(&self) -> Option<&'static RuleSpec> {
        self.spec
    }
}
