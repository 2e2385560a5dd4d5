//! The answers to clients if something fails.

use std::borrow::Cow;
use std::error::Error as StdError;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jwt_claims::Challenge;
use serde_json::json;

use crate::auth::Rejection;

/// An error as clients see it: a status, `{"error": "…", "message": "…"}`,
/// and for 401 and 403 a challenge (RFC 6750 §3).
///
/// Every text here is a constant. The details of a refused token would help an
/// attacker, so they go to the log and not into the response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    error: &'static str,
    message: Cow<'static, str>,
    challenge: Option<Challenge>,
}

impl Problem {
    /// The login failed. The answer does not say if the name or the password was wrong,
    /// because that would reveal which names exist.
    #[must_use]
    pub fn wrong_credentials() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_credentials",
            message: "wrong username or password".into(),
            challenge: Some(Challenge::MISSING_TOKEN),
        }
    }

    /// The request is malformed; the message says what to send.
    #[must_use]
    pub fn bad_request(message: &'static str) -> Self {
        Self::plain(StatusCode::BAD_REQUEST, "invalid_request", message)
    }

    /// The request's body is too long.
    #[must_use]
    pub fn too_large() -> Self {
        Self::plain(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", "the body is too large")
    }

    /// The route does not exist.
    #[must_use]
    pub fn not_found() -> Self {
        Self::plain(StatusCode::NOT_FOUND, "not_found", "try POST /login, GET /protected or GET /admin")
    }

    /// The route does not support the method.
    #[must_use]
    pub fn wrong_method() -> Self {
        Self::plain(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "use the method that the header `Allow` names",
        )
    }

    /// The service failed, not the client. The error goes to the log.
    #[must_use]
    pub fn internal(error: &dyn StdError) -> Self {
        eprintln!("internal error: {error}");
        Self::plain(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "something went wrong; try again later",
        )
    }

    fn plain(status: StatusCode, error: &'static str, message: &'static str) -> Self {
        Self { status, error, message: message.into(), challenge: None }
    }
}

/// The three errors of RFC 6750 §3.1, and a missing token.
impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let challenge = match rejection {
            Rejection::Unclear(challenge) => challenge,
            Rejection::Refused(error) => match error.challenge() {
                Some(challenge) => {
                    eprintln!("token refused: {error}");
                    challenge
                }
                None => return Self::internal(&error),
            },
        };
        let (error, message) = match challenge.error() {
            Some(error) => (error, challenge.description().to_owned().into()),
            None => ("missing_token", "log in at POST /login and send the token".into()),
        };
        let status = StatusCode::from_u16(challenge.status()).unwrap_or(StatusCode::UNAUTHORIZED);
        Self { status, error, message, challenge: Some(challenge) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { status, error, message, challenge } = self;
        let challenge =
            challenge.map(|challenge| [(header::WWW_AUTHENTICATE, challenge.www_authenticate("login"))]);
        (status, challenge, Json(json!({ "error": error, "message": message }))).into_response()
    }
}
