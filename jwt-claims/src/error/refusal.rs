//! The reason why a user's check refuses.

use std::borrow::Cow;
use std::fmt;

use crate::base::shown::{shown, shown_within};
use crate::policy::answer::Answer;

/// The maximum length of a reason, in characters: user code may quote a claim.
const MAX_REASON: usize = 256;

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

    /// The reason as shown in errors and logs.
    pub(super) fn reason(&self) -> Cow<'static, str> {
        shown_within(self.reason.clone(), MAX_REASON)
    }

    /// Names the claim that is wrong, for a check on the whole struct: its path in the
    /// token. Write the path as a constant; do not take it from the token.
    #[must_use]
    pub fn at(mut self, claim: impl Into<Cow<'static, str>>) -> Self {
        self.claim = Some(claim.into());
        self
    }
}

/// The claim, if one is named, and the reason, escaped and cut.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(claim) = &self.claim {
            write!(f, "`{}`: ", shown(&**claim))?;
        }
        f.write_str(&self.reason())
    }
}

impl std::error::Error for Refusal {}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_refusal_is_escaped_and_cut() {
        let text = |refusal: Refusal| refusal.to_string();
        assert_eq!(text(Refusal::new("another tenant")), "another tenant");
        assert_eq!(text(Refusal::forbidden("no access").at("act.sub")), "`act.sub`: no access");
        assert_eq!(text(Refusal::new("a\nb").at("c\u{1b}")), "`c\\u{1b}`: a\\u{a}b");
        assert_eq!(text(Refusal::new("")), "");
        let long = text(Refusal::new("a".repeat(40_000)).at("b".repeat(40_000)));
        assert_eq!(long.len(), 128 + "``: ".len() + MAX_REASON);
        let boxed: Box<dyn std::error::Error + Send + Sync> = Refusal::new("no").into();
        assert!(boxed.is::<Refusal>());
    }
}
