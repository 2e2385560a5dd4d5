//! The result of a user's check.

use crate::error::refusal::Refusal;

/// What a check function may return.
#[diagnostic::on_unimplemented(
    message = "a check cannot return `{Self}`",
    note = "return `bool`, or `Result<(), E>` where `E` is `&'static str`, `String`, `jwt_claims::Refusal` or `Vec<Refusal>`"
)]
pub trait Outcome {
    /// The reasons, if the check refuses. Does not allocate if it passes.
    fn refusals(self) -> Vec<Refusal>;
}

impl Outcome for bool {
    #[inline]
    fn refusals(self) -> Vec<Refusal> {
        if self { Vec::new() } else { vec![Refusal::new("a refusal")] }
    }
}

#[diagnostic::do_not_recommend]
impl<E: Into<Refusal>> Outcome for Result<(), E> {
    #[inline]
    fn refusals(self) -> Vec<Refusal> {
        self.err().map_or_else(Vec::new, |refusal| vec![refusal.into()])
    }
}

/// Several reasons. An empty list is still a refusal, because it is an `Err`.
#[diagnostic::do_not_recommend]
impl Outcome for Result<(), Vec<Refusal>> {
    #[inline]
    fn refusals(self) -> Vec<Refusal> {
        match self {
            Ok(()) => Vec::new(),
            Err(none) if none.is_empty() => vec![Refusal::new("a refusal")],
            Err(refusals) => refusals,
        }
    }
}
