//! What a check of the user's own answers.

use std::borrow::Cow;

/// Why a check of the user's own refuses a claim or a token.
///
/// The reason goes into logs, never to the client; write no claim's text into
/// it that must not be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub(super) reason: Cow<'static, str>,
    pub(super) permission: bool,
}

impl Refusal {
    /// The token is not sound: services answer 401 `invalid_token`.
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), permission: false }
    }

    /// The token is sound but not enough for this: services answer 403
    /// `insufficient_scope`.
    pub fn forbidden(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), permission: true }
    }
}

impl From<&'static str> for Refusal {
    fn from(reason: &'static str) -> Self {
        Self::new(reason)
    }
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Self::new(reason)
    }
}

/// What a check function may return.
#[diagnostic::on_unimplemented(
    message = "a check cannot return `{Self}`",
    note = "return `bool`, or `Result<(), E>` where `E` is `&'static str`, `String` or `jwt_claims::Refusal`"
)]
pub trait Outcome {
    /// Why it refuses, if it does.
    fn refusal(self) -> Option<Refusal>;
}

impl Outcome for bool {
    fn refusal(self) -> Option<Refusal> {
        (!self).then(|| Refusal::new("a refusal"))
    }
}

#[diagnostic::do_not_recommend]
impl<E: Into<Refusal>> Outcome for Result<(), E> {
    fn refusal(self) -> Option<Refusal> {
        self.err().map(Into::into)
    }
}
