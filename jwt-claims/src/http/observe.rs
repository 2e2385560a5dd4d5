//! What a guard reports: spans and events for `tracing`, counters for `metrics`. Without
//! these features it reports nothing.

#[cfg(feature = "metrics")]
mod counters;
#[cfg(feature = "tracing")]
mod events;

mod step;

pub(super) use step::Step;

use crate::http::rejection::Rejection;

/// A step that has begun, with its span.
pub(super) struct Begun<'t> {
    #[cfg_attr(not(feature = "metrics"), allow(dead_code))]
    step: Step<'t>,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

pub(super) fn begin(step: Step<'_>) -> Begun<'_> {
    Begun {
        step,
        #[cfg(feature = "tracing")]
        span: events::span(step),
    }
}

impl Begun<'_> {
    /// Runs a part of the step.
    pub(super) fn run<T>(&self, part: impl FnOnce() -> T) -> T {
        #[cfg(feature = "tracing")]
        return self.span.in_scope(part);
        #[cfg(not(feature = "tracing"))]
        part()
    }

    /// Runs a part of the step that may wait.
    pub(super) async fn wait<T>(&self, part: impl Future<Output = T>) -> T {
        #[cfg(feature = "tracing")]
        return tracing::Instrument::instrument(part, self.span.clone()).await;
        #[cfg(not(feature = "tracing"))]
        part.await
    }

    /// Reports the outcome of the step.
    pub(super) fn end<T>(self, result: Result<T, Rejection>) -> Result<T, Rejection> {
        #[cfg(feature = "tracing")]
        events::record(&self.span, result.as_ref().err());
        #[cfg(feature = "metrics")]
        counters::count(self.step, result.as_ref().err());
        result
    }
}

/// Runs a step, and reports its outcome.
pub(super) fn report<T>(step: Step<'_>, run: impl FnOnce() -> Result<T, Rejection>) -> Result<T, Rejection> {
    let begun = begin(step);
    let result = begun.run(run);
    begun.end(result)
}

/// The same for a step that may wait.
pub(super) async fn report_async<T>(
    step: Step<'_>,
    run: impl Future<Output = Result<T, Rejection>>,
) -> Result<T, Rejection> {
    let begun = begin(step);
    let result = begun.wait(run).await;
    begun.end(result)
}
