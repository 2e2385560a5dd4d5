//! The reason why a user's check refuses.

use std::borrow::Cow;

use crate::policy::answer::Answer;

/// The reason why your check refuses a claim or a token.
///
/// The reason goes to the log, never to the client. Do not put text of a claim into it
/// that must not be logged. Control characters are escaped, and it is cut to 256
/// characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub(super) reason: Cow<'static, str>,
    /// The chosen answer, if any.
    pub(super) answer: Option<Answer>,
    pub(super) claim: Option<Cow<'static, str>>,
}

impl Refusal {
    /// The token is not valid here: answered with 401 `invalid_token`, unless the field
    /// has `answer = 403`.
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), answer: None, claim: None }
    }

    /// The token is valid but does not grant this: answered with 403
    /// `insufficient_scope`, for every claim.
    pub fn forbidden(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), answer: Some(Answer::InsufficientScope), claim: None }
    }

    /// Names the claim that is wrong, for a check on the whole struct: its path in the
    /// token. Write the path as a constant; do not take it from the token.
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
