//! Spans and events for `tracing`. They have the algorithm and the `kid` of tokens with a
//! valid signature, escaped and cut, the outcome and the code. The reason of a refused
//! request is that of [`Rejection`]: it has no token and no text of a claim.

use tracing::field::Empty;
use tracing::{Span, debug, debug_span, error, info};

use crate::base::shown::shown;
use crate::http::observe::step::{Step, outcome};
use crate::http::rejection::Rejection;

/// Reports a refused request as an event in the span.
pub(super) fn record(span: &Span, rejection: Option<&Rejection>) {
    let Some(rejection) = rejection else {
        span.record("outcome", "accepted");
        return;
    };
    span.record("outcome", outcome(rejection)).record("code", rejection.code());
    span.in_scope(|| refused(rejection));
}

pub(super) fn span(step: Step<'_>) -> Span {
    match step {
        Step::Token => debug_span!("jwt_claims.token", outcome = Empty, code = Empty),
        Step::Claims(token) => {
            let span =
                debug_span!("jwt_claims.claims", alg = Empty, kid = Empty, outcome = Empty, code = Empty);
            if !span.is_disabled() {
                let header = token.header();
                span.record("alg", &*shown(header.alg()));
                span.record("kid", header.kid().map(shown).as_deref());
            }
            span
        }
    }
}

fn refused(rejection: &Rejection) {
    let (outcome, code, status) = (outcome(rejection), rejection.code(), rejection.status().as_u16());
    if status >= 500 {
        error!(outcome, code, status, reason = %rejection, "request not answered");
    } else if rejection.is_missing() {
        debug!(outcome, code, status, "request without a token");
    } else {
        info!(outcome, code, status, reason = %rejection, "request refused");
    }
}
