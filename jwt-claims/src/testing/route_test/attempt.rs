//! One call of a route.

use std::borrow::Cow;

use axum::http::StatusCode;

use super::sender::Credential;

/// A token, and the answer that a route must give.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    /// Which token, in words.
    what: Cow<'static, str>,
    pub(super) credential: Option<Credential>,
    expected: Expected,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Expected {
    Unauthorized,
    Refused,
    Allowed,
    /// For everyone.
    Open,
}

/// Of a public route.
pub(super) static PUBLIC: Attempt = Attempt::without_token(Expected::Open);
/// Of a route that requires a token.
pub(super) static WITHOUT_TOKEN: Attempt = Attempt::without_token(Expected::Unauthorized);

impl Attempt {
    const fn without_token(expected: Expected) -> Self {
        Self { what: Cow::Borrowed("without a token"), credential: None, expected }
    }

    pub(super) fn new(
        what: impl Into<Cow<'static, str>>,
        credential: Credential,
        expected: Expected,
    ) -> Self {
        Self { what: what.into(), credential: Some(credential), expected }
    }

    /// What is wrong with the answer.
    pub(super) fn judge(&self, found: StatusCode) -> Option<String> {
        let (is_right, expected) = match (self.expected, found.as_u16()) {
            (Expected::Unauthorized, status) => (status == 401, "401"),
            (Expected::Refused, status) => (matches!(status, 401 | 403), "401 or 403"),
            (Expected::Allowed, status) => (!matches!(status, 401 | 403), "neither 401 nor 403"),
            (Expected::Open, status) => (status != 401, "not 401, because the route is public"),
        };
        (!is_right).then(|| format!("{}: expected {expected}, found {}", self.what, found.as_u16()))
    }
}
