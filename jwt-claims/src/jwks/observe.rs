//! Events and a counter of fetches.

use crate::jwks::agenda::Agenda;
use crate::jwks::endpoint::Endpoint;
use crate::jwks::status::State;

/// Reports an attempt that has ended: a counter for each, an event for each change of the
/// state.
#[allow(unused_variables, reason = "each feature uses some of them")]
pub(super) fn attempt(source: &Endpoint, before: State, after: State, agenda: &Agenda) {
    #[cfg(feature = "metrics")]
    {
        let outcome = if agenda.failures() == 0 { "ok" } else { "failed" };
        metrics::counter!("jwt_claims_key_fetches_total", "outcome" => outcome).increment(1);
    }
    #[cfg(feature = "tracing")]
    event(source, before, after, agenda);
}

#[cfg(feature = "tracing")]
fn event(source: &Endpoint, before: State, after: State, agenda: &Agenda) {
    let (state, reason) = (after.name(), agenda.last_error());
    let is_first_failure = agenda.failures() == 1 && after == State::Pending;
    if before == after && !is_first_failure {
        tracing::debug!(%source, state, reason, "keys fetched");
    } else if after == State::Fresh {
        tracing::info!(%source, state, "keys are up to date");
    } else {
        tracing::warn!(%source, state, reason, "keys cannot be fetched");
    }
}
