//! Events and a counter of fetches.

use crate::jwks::agenda::Agenda;
use crate::jwks::endpoint::Endpoint;
use crate::jwks::status::State;

/// Reports an attempt that has ended: a counter for each, an event for each change of the
/// state.
#[allow(unused_variables, reason = "each feature uses some of them")]
pub(super) fn attempt(source: &Endpoint, state: State, agenda: &mut Agenda) {
    #[cfg(feature = "metrics")]
    {
        let outcome = if agenda.failures() == 0 { "ok" } else { "failed" };
        metrics::counter!("jwt_claims_key_fetches_total", "outcome" => outcome).increment(1);
    }
    #[cfg(feature = "tracing")]
    event(source, state, agenda);
}

#[cfg(feature = "tracing")]
fn event(source: &Endpoint, state: State, agenda: &mut Agenda) {
    // that a source is not there at the start is no change, but someone must hear of it
    let is_first_failure = agenda.failures() == 1 && state == State::Pending;
    let is_change = agenda.report(state) || is_first_failure;
    let (state, reason) = (state.name(), agenda.last_error());
    match reason {
        None if is_change => tracing::info!(%source, state, "keys are up to date"),
        None => tracing::debug!(%source, state, "keys are up to date"),
        Some(reason) if is_change => tracing::warn!(%source, state, reason, "keys cannot be fetched"),
        Some(reason) => tracing::debug!(%source, state, reason, "keys cannot be fetched"),
    }
}
