//! What was found wrong with the claims of one token.

use std::borrow::Cow;

use super::left_out::LeftOut;
use super::refusal::Refusal;
use super::violation::Violation;
use crate::base::shown::shown_within;
use crate::policy::RuleSpec;
use crate::policy::demands;
use crate::policy::fault::Fault;

/// How many characters of a refusal's reason are kept: a user may quote a claim.
const MAX_REASON: usize = 256;

/// The violations found so far. Costs nothing until there is one.
#[derive(Debug, Default)]
pub struct Findings {
    /// The first [`Findings::MOST`].
    kept: Vec<Violation>,
    left_out: Vec<LeftOut>,
    /// Whether the search for more had to stop.
    is_stopped: bool,
}

impl Findings {
    /// How many violations are kept. A token may have thousands of members that
    /// each break a rule: a report of all of them would flood the log, and
    /// nobody reads more than some dozens.
    const MOST: usize = 64;

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Whether something was found about this claim.
    pub(crate) fn mention(&self, claim: &str) -> bool {
        self.kept.iter().any(|violation| violation.claim() == claim)
    }

    /// Whether a further violation is counted and not kept.
    pub(crate) fn is_full(&self) -> bool {
        self.kept.len() >= Self::MOST
    }

    /// There may be more than was found.
    pub(crate) fn stop(&mut self) {
        self.is_stopped = true;
    }

    /// Whether there may be more than was found.
    pub(crate) fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// The violations that are kept, and the others.
    pub(crate) fn into_parts(self) -> (Vec<Violation>, Vec<LeftOut>) {
        (self.kept, self.left_out)
    }

    #[cold]
    pub(crate) fn push(&mut self, violation: Violation) {
        if self.is_full() {
            self.left_out.push(LeftOut::of(&violation));
        } else {
            self.kept.push(violation);
        }
    }

    /// Counts a violation of one of the library's own demands, none of which is about permission.
    pub(crate) fn leave_out_demand(&mut self) {
        self.left_out.push(LeftOut::DEMAND);
    }

    /// A claim is not there that these rules need; there is at least one.
    #[cold]
    pub fn absent(&mut self, rules: &[&'static RuleSpec]) {
        let Some(spec) = rules.first() else { return };
        let violation =
            Violation::new(spec.claim, spec.rule.name(), Fault::Missing, spec.expected(), "nothing");
        let answer = demands::of_absence(rules);
        self.push(violation.answered(answer, spec.answer).of_rules(rules.iter().copied()));
    }

    /// A rule is not met.
    #[cold]
    pub fn unmet(&mut self, spec: &'static RuleSpec, actual: impl Into<Cow<'static, str>>) {
        let violation =
            Violation::new(spec.claim, spec.rule.name(), spec.rule.fault(), spec.expected(), actual);
        self.push(violation.answered(spec.rule.answer(), spec.answer).of_rules([spec]));
    }

    /// A check of the user's own has refused: what the refusal says counts
    /// more than what the field says.
    #[cold]
    pub fn refused(&mut self, spec: &'static RuleSpec, refusal: Refusal) {
        let claim = refusal.claim.unwrap_or(Cow::Borrowed(spec.claim));
        let violation = Violation::new(
            claim,
            spec.rule.name(),
            Fault::Check,
            spec.expected(),
            shown_within(refusal.reason, MAX_REASON),
        );
        let chosen = refusal.answer.or(spec.answer);
        self.push(violation.answered(spec.rule.answer(), chosen).of_rules([spec]));
    }

    /// How much was found so far.
    #[must_use]
    pub fn mark(&self) -> usize {
        self.kept.len() + self.left_out.len()
    }

    /// What was found since then is about claims below that of the rule.
    #[inline]
    pub fn place(&mut self, mark: usize, spec: &RuleSpec) {
        self.below(mark, || spec.claim.to_owned());
        for violation in self.kept.iter_mut().skip(mark) {
            violation.choose(spec.answer);
        }
        let before = mark.saturating_sub(self.kept.len());
        for left_out in self.left_out.iter_mut().skip(before) {
            left_out.place(spec);
        }
    }

    /// What was found since then is about claims below that member.
    #[inline]
    pub(crate) fn below(&mut self, mark: usize, member: impl FnOnce() -> String) {
        if self.kept.len() > mark {
            let member = member();
            for violation in &mut self.kept[mark..] {
                violation.place_below(&member);
            }
        }
    }
}
