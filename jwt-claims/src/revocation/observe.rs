//! Events and a counter of revocations and used tokens.

/// Reports what was revoked, refused, or not known.
#[allow(unused_variables, reason = "each feature uses some of them")]
pub(super) fn report(outcome: &'static str, reason: &str) {
    #[cfg(feature = "metrics")]
    metrics::counter!("jwt_claims_revocations_total", "outcome" => outcome).increment(1);
    #[cfg(feature = "tracing")]
    event(outcome, reason);
}

#[cfg(feature = "tracing")]
fn event(outcome: &'static str, reason: &str) {
    match outcome {
        "accepted_unchecked" => tracing::warn!(outcome, reason, "revocations are not available"),
        "store_unavailable" => tracing::error!(outcome, reason, "revocations are not available"),
        "revoked" => tracing::info!(outcome, reason, "access tokens revoked"),
        _ => tracing::debug!(outcome, reason, "token refused"),
    }
}
