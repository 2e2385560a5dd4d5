//! What clients are told when something fails.

use std::error::Error as StdError;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::auth::Rejection;

/// An error as clients see it: a status, `{"error": "…", "message": "…"}`,
/// and for 401 and 403 a challenge (RFC 6750 §3).
///
/// Every text here is a constant. What exactly was wrong with a token helps
/// whoever forges one, so it goes to the log and not into the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    error: &'static str,
    message: &'static str,
    challenge: Challenge,
}

/// What `WWW-Authenticate` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Challenge {
    /// Nothing: the header is not sent.
    None,
    /// That a token is wanted: the request brought none, so there is no error
    /// in it to name (RFC 6750 §3.1).
    Bare,
    /// What is wrong with the one that was sent.
    Reason,
}

impl Problem {
    /// The login failed. Whether the name or the password was wrong is not
    /// told: it would tell which names exist.
    #[must_use]
    pub fn wrong_credentials() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_credentials",
            message: "wrong username or password",
            challenge: Challenge::Bare,
        }
    }

    /// The request cannot be understood; the message says what to send.
    #[must_use]
    pub fn bad_request(message: &'static str) -> Self {
        Self::plain(StatusCode::BAD_REQUEST, "invalid_request", message)
    }

    /// The request's body is longer than anyone needs.
    #[must_use]
    pub fn too_large() -> Self {
        Self::plain(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", "the body is too large")
    }

    /// There is no such route.
    #[must_use]
    pub fn not_found() -> Self {
        Self::plain(StatusCode::NOT_FOUND, "not_found", "try POST /login, GET /protected or GET /admin")
    }

    /// The route does not do that.
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
        Self { status, error, message, challenge: Challenge::None }
    }
}

/// The three errors of RFC 6750 §3.1, and the case that has none.
impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let (status, error, message) = match rejection {
            Rejection::Missing => {
                return Self {
                    status: StatusCode::UNAUTHORIZED,
                    error: "missing_token",
                    message: "log in at POST /login and send the token",
                    challenge: Challenge::Bare,
                };
            }
            Rejection::Unclear(message) => (StatusCode::BAD_REQUEST, "invalid_request", message),
            Rejection::Refused(error) => {
                eprintln!("token refused: {error}");
                let message = error.client_message();
                if error.is_insufficient() {
                    (StatusCode::FORBIDDEN, "insufficient_scope", message)
                } else {
                    (StatusCode::UNAUTHORIZED, "invalid_token", message)
                }
            }
        };
        Self { status, error, message, challenge: Challenge::Reason }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { status, error, message, challenge } = self;
        // Constants without `"` and `\`, so there is nothing to escape.
        let challenge = match challenge {
            Challenge::None => None,
            Challenge::Bare => Some(r#"Bearer realm="login""#.to_owned()),
            Challenge::Reason => {
                Some(format!(r#"Bearer realm="login", error="{error}", error_description="{message}""#))
            }
        };
        let challenge = challenge.map(|challenge| [(header::WWW_AUTHENTICATE, challenge)]);
        (status, challenge, Json(json!({ "error": error, "message": message }))).into_response()
    }
}
