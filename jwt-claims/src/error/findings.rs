//! The violations of one token's claims.

use std::borrow::Cow;

use super::left_out::LeftOut;
use super::refusal::Refusal;
use super::violation::Violation;
use crate::base::moment::Moment;
use crate::policy::RuleSpec;
use crate::policy::demands;
use crate::policy::fault::Fault;

/// The violations found so far. It does not allocate until there is one.
#[derive(Debug)]
pub struct Findings {
    /// The first [`Findings::MOST`].
    kept: Vec<Violation>,
    left_out: Vec<LeftOut>,
    /// True if the search stopped early.
    is_stopped: bool,
    /// The time at which the rules are checked.
    moment: Moment,
}

impl Findings {
    /// The maximum number of violations that are listed. A token may have thousands of
    /// members that each break a rule, and a list of all of them would flood the log.
    const MOST: usize = 64;

    pub(crate) fn new(moment: Moment) -> Self {
        Self { kept: Vec::new(), left_out: Vec::new(), is_stopped: false, moment }
    }

    /// Without the violations so far.
    #[must_use]
    pub fn fresh(&self) -> Self {
        Self::new(self.moment)
    }

    /// The time at which the rules are checked.
    #[must_use]
    pub fn moment(&self) -> Moment {
        self.moment
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// True if there is a violation of this claim.
    pub(crate) fn mention(&self, claim: &str) -> bool {
        self.kept.iter().any(|violation| violation.claim() == claim)
    }

    /// True if further violations are counted but not listed.
    pub(crate) fn is_full(&self) -> bool {
        self.kept.len() >= Self::MOST
    }

    /// Notes that the search stopped early.
    pub(crate) fn stop(&mut self) {
        self.is_stopped = true;
    }

    /// True if the search stopped early.
    pub(crate) fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// The listed violations, and the others.
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

    /// Counts a violation that is not of a declared rule; it answers 401.
    pub(crate) fn leave_out_demand(&mut self) {
        self.left_out.push(LeftOut::DEMAND);
    }

    /// Adds a violation for an absent claim that these rules require; there is at least
    /// one rule.
    #[cold]
    pub fn absent(&mut self, rules: &[&'static RuleSpec]) {
        let Some(spec) = rules.first() else { return };
        let violation =
            Violation::new(spec.claim, spec.rule.name(), Fault::Missing, spec.expected(), "nothing");
        let answer = demands::of_absence(rules);
        self.push(violation.answered(answer, spec.answer).of_rules(rules.iter().copied()));
    }

    /// Adds a violation of a rule.
    #[cold]
    pub fn unmet(&mut self, spec: &'static RuleSpec, actual: impl Into<Cow<'static, str>>) {
        let violation =
            Violation::new(spec.claim, spec.rule.name(), spec.rule.fault(), spec.expected(), actual);
        self.push(violation.answered(spec.rule.answer(), spec.answer).of_rules([spec]));
    }

    /// Adds a violation of a user's check. The answer of the refusal has precedence
    /// over that of the field.
    #[cold]
    pub fn refused(&mut self, spec: &'static RuleSpec, refusal: Refusal) {
        let reason = refusal.reason();
        let claim = refusal.claim.unwrap_or(Cow::Borrowed(spec.claim));
        let violation = Violation::new(claim, spec.rule.name(), Fault::Check, spec.expected(), reason);
        let chosen = refusal.answer.or(spec.answer);
        self.push(violation.answered(spec.rule.answer(), chosen).of_rules([spec]));
    }

    /// The number of violations so far.
    #[must_use]
    pub fn mark(&self) -> usize {
        self.kept.len() + self.left_out.len()
    }

    /// Puts the violations since `mark` below the claim of the rule.
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

    /// Puts the violations since `mark` below that member.
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
