//! Events and a counter of sessions.

use crate::store::SessionId;

/// Reports what became of a session, or of a refresh token.
#[allow(unused_variables, reason = "each feature uses some of them")]
pub(super) fn report(outcome: &'static str, id: Option<SessionId>, reason: &str) {
    #[cfg(feature = "metrics")]
    metrics::counter!("jwt_claims_sessions_total", "outcome" => outcome).increment(1);
    #[cfg(feature = "tracing")]
    event(outcome, id, reason);
}

#[cfg(feature = "tracing")]
fn event(outcome: &'static str, id: Option<SessionId>, reason: &str) {
    let sid = id.map(tracing::field::display);
    match outcome {
        "refresh_token_reused" => tracing::warn!(outcome, sid, reason, "refresh token reused"),
        "recovered" => tracing::warn!(outcome, sid, reason, "session recovered"),
        "store_unavailable" => tracing::error!(outcome, sid, reason, "sessions are not available"),
        "revoked" => tracing::info!(outcome, sid, reason, "session revoked"),
        _ => tracing::debug!(outcome, sid, reason, "session"),
    }
}
