//! Events and a counter of fetches.

use crate::jwks::endpoint::Endpoint;
#[cfg(feature = "tracing")]
use crate::jwks::status::State;
use crate::jwks::status::Status;

/// Reports an attempt that has ended: a counter for each, an event for each change of the
/// state.
#[allow(unused_variables, reason = "each feature uses some of them")]
pub(super) fn attempt(source: &Endpoint, is_change: bool, status: &Status) {
    #[cfg(feature = "metrics")]
    {
        let outcome = if status.failures() == 0 { "ok" } else { "failed" };
        metrics::counter!("jwt_claims_key_fetches_total", "outcome" => outcome).increment(1);
    }
    #[cfg(feature = "tracing")]
    event(source, is_change, status);
}

#[cfg(feature = "tracing")]
fn event(source: &Endpoint, is_change: bool, status: &Status) {
    // that a source is not there at the start is no change, but someone must hear of it
    let is_first_failure = status.failures() == 1 && status.state() == State::Pending;
    let is_change = is_change || is_first_failure;
    let (state, reason) = (status.state().name(), status.last_error());
    match reason {
        None if is_change => tracing::info!(%source, state, "keys are up to date"),
        None => tracing::debug!(%source, state, "keys are up to date"),
        Some(reason) if is_change => tracing::warn!(%source, state, reason, "keys cannot be fetched"),
        Some(reason) => tracing::debug!(%source, state, reason, "keys cannot be fetched"),
    }
}
