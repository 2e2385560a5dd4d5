//! The report for a payload that the claims type could not be read from.

use super::words::unknown;
use crate::base::numeric_date::NumericDate;
use crate::base::registered::{ClaimSet, RegisteredClaim};
use crate::error::findings::Findings;
use crate::error::violation::Violation;
use crate::policy::Policy;

pub(super) struct Report<'r> {
    pub(super) found: Findings,
    /// The registered claims with a wrong type.
    pub(super) faulty: ClaimSet,
    pub(super) policy: &'r Policy,
    pub(super) now: NumericDate,
}

impl Report<'_> {
    /// Adds a wrong type, unless it repeats the violation of a registered claim: at its
    /// field, or without a place for a flattened field. A missing field has the answer
    /// of its rules, which were not checked.
    pub(super) fn misfit(&mut self, mut misfit: Violation) {
        let place = misfit.claim();
        let is_nowhere = place.is_empty() && !self.found.is_empty();
        if is_nowhere || self.says_again(place) || self.found.mention(place) {
            return;
        }
        if misfit.is_of_missing_field() {
            misfit.answer_as_demanded(self.policy);
        }
        self.found.push(misfit);
    }

    /// Adds a claim without a field, if these are not allowed.
    pub(super) fn unknown(&mut self, name: &str) {
        if self.found.is_full() {
            self.found.leave_out_demand();
        } else if !self.found.mention(name) {
            self.found.push(unknown(name));
        }
    }

    /// Notes that the search stopped early.
    pub(super) fn stop(&mut self) {
        self.found.stop();
    }

    fn says_again(&self, place: &str) -> bool {
        RegisteredClaim::ALL.into_iter().any(|claim| {
            let below = place.strip_prefix(claim.name());
            self.faulty.contains(claim)
                && below.is_some_and(|below| below.is_empty() || below.starts_with(['[', '.']))
        })
    }
}
