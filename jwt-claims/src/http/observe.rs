//! What a guard reports: spans and events for `tracing`, counters for `metrics`. Without
//! these features it reports nothing.

#[cfg(feature = "metrics")]
mod counters;
#[cfg(feature = "tracing")]
mod events;

mod step;

pub(super) use step::Step;

use crate::http::rejection::Rejection;

/// Runs a step, and reports its outcome.
#[cfg_attr(not(any(feature = "metrics", feature = "tracing")), allow(unused_variables))]
pub(super) fn report<T>(step: Step<'_>, run: impl FnOnce() -> Result<T, Rejection>) -> Result<T, Rejection> {
    #[cfg(feature = "tracing")]
    let result = events::report(step, run);
    #[cfg(not(feature = "tracing"))]
    let result = run();
    #[cfg(feature = "metrics")]
    counters::count(step, result.as_ref().err());
    result
}

/// The same for a step that may wait.
#[cfg_attr(not(any(feature = "metrics", feature = "tracing")), allow(unused_variables))]
pub(super) async fn report_async<T>(
    step: Step<'_>,
    run: impl Future<Output = Result<T, Rejection>>,
) -> Result<T, Rejection> {
    #[cfg(feature = "tracing")]
    let result = events::report_async(step, run).await;
    #[cfg(not(feature = "tracing"))]
    let result = run.await;
    #[cfg(feature = "metrics")]
    counters::count(step, result.as_ref().err());
    result
}
