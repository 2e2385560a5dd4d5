//! A counter of decisions.

use crate::http::observe::step::{Step, outcome};
use crate::http::rejection::Rejection;

/// Counts refused requests by outcome and code, and accepted claims. Both labels have few
/// values; none is from the request.
pub(super) fn count(step: Step<'_>, rejection: Option<&Rejection>) {
    let (outcome, code) = match (rejection, step) {
        (Some(rejection), _) => (outcome(rejection), rejection.code()),
        (None, Step::Claims(_)) => ("accepted", ""),
        (None, Step::Token) => return,
    };
    metrics::counter!("jwt_claims_decisions_total", "outcome" => outcome, "code" => code).increment(1);
}
