//! The run-time half of the rules: what generated code calls.

mod compare;
mod either;
mod formats;
mod held;
mod level;
mod outcome;
#[cfg(feature = "pattern")]
mod pattern;
mod place;
pub mod rule;
mod shape;

use std::borrow::Cow;

pub(crate) use crate::error::left_out::LeftOut;
pub use compare::{Direct, Listed, One, Probe, Target, Whole, at_least, at_most, is, is_one_of, range};
pub use either::Alternatives;
pub use held::{Held, Plain, Pointing, all_held, is_given, is_held, text};
pub use outcome::{Outcome, Refusal};
#[cfg(feature = "pattern")]
pub use pattern::Pattern;
pub use shape::has_member;

use crate::base::shown::shown_within;
use crate::error::violation::Fault;
use crate::error::violation::Violation;
use crate::policy::RuleSpec;
use crate::policy::answer;

/// How many characters of a refusal's reason are kept: a user may quote a claim.
const MAX_REASON: usize = 256;

/// Which of the fields with a default were really in the token.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen(u128);

impl Seen {
    /// How many fields can be told apart.
    pub const MAX: u32 = u128::BITS;

    pub(crate) fn note(&mut self, member: u32) {
        self.0 |= 1 << member;
    }

    /// Adds what a part noted, behind the numbers of those before it.
    pub(crate) fn add(&mut self, part: Self, behind: u32) {
        self.0 |= part.0.checked_shl(behind).unwrap_or(0);
    }

    /// What the parts behind that many numbers noted.
    #[must_use]
    pub fn behind(self, numbers: u32) -> Self {
        Self(self.0.checked_shr(numbers).unwrap_or(0))
    }

    /// Whether the member of that number was there.
    #[must_use]
    pub fn has(self, member: u32) -> bool {
        self.0 & (1 << member) != 0
    }
}

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
        let answer = answer::of_absence(rules);
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
}
