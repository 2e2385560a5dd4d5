//! What still counts of a violation that a report leaves out.

use crate::error::violation::Violation;
use crate::policy::RuleSpec;
use crate::policy::answer::{Answer, is_about_the_token};

/// A violation without its texts: what decides between 401 and 403.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LeftOut {
    /// The declared rule that is broken, or the first of several.
    spec: Option<&'static RuleSpec>,
    by_rule: Answer,
    chosen: Option<Answer>,
    about_the_token: bool,
}

impl LeftOut {
    /// Of one of the library's own demands.
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

    /// Its claim is below that of the rule.
    pub(crate) fn place(&mut self, around: &RuleSpec) {
        self.about_the_token = is_about_the_token(around.claim);
        self.chosen = self.chosen.or(around.answer);
    }

    pub(crate) fn is_permission(&self) -> bool {
        Answer::of_violation(self.chosen, self.about_the_token, self.by_rule) == Answer::InsufficientScope
    }

    /// The declared rule that is broken.
    pub(crate) fn rule(&self) -> Option<&'static RuleSpec> {
        self.spec
    }
}
