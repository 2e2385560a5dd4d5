//! What a check of the user's own answers.

use std::borrow::Cow;

use crate::policy::answer::Answer;

/// Why a check of the user's own refuses a claim or a token.
///
/// The reason goes into logs, never to the client; write no claim's text into
/// it that must not be logged. Control characters in it are escaped, and it is
/// cut to 256 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub(super) reason: Cow<'static, str>,
    /// The answer, where the refusal is sure of it.
    pub(super) answer: Option<Answer>,
    pub(super) claim: Option<Cow<'static, str>>,
}

impl Refusal {
    /// The token is not for this: services answer 401 `invalid_token`, unless
    /// the field says `answer = 403`.
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), answer: None, claim: None }
    }

    /// The token is for this but does not grant it: services answer 403
    /// `insufficient_scope`, whatever the claim is.
    pub fn forbidden(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), answer: Some(Answer::InsufficientScope), claim: None }
    }

    /// The claim that is to blame, where a check over the whole knows it: its
    /// path in the token. Say it yourself, do not take it from the token.
    #[must_use]
    pub fn at(mut self, claim: impl Into<Cow<'static, str>>) -> Self {
        self.claim = Some(claim.into());
        self
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
    note = "return `bool`, or `Result<(), E>` where `E` is `&'static str`, `String`, `jwt_claims::Refusal` or `Vec<Refusal>`"
)]
pub trait Outcome {
    /// Why it refuses, if it does: nothing is allocated where it does not.
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

/// Several at once. None at all is still a refusal: it is an `Err`.
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
