//! Why a check of the user's own refuses.

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
