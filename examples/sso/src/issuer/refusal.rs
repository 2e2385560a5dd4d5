//! The answer to a request that is refused (RFC 6749 §5.2).

use std::fmt::Display;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jwt_claims::ErrorKind;
use jwt_claims::sessions::TokenError;
use serde_json::json;

/// An error that the client sees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

impl Refusal {
    pub(super) const fn new(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description }
    }

    /// The user has to log in first.
    pub(super) const LOGIN_REQUIRED: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        error: "login_required",
        description: "the user has to sign in",
    };

    pub(super) const WRONG_PASSWORD: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        error: "access_denied",
        description: "wrong name or password",
    };

    /// RFC 8707 §2.
    pub(super) const INVALID_RESOURCE: Self = Self::new(
        "invalid_target",
        "expected resource to be the URL of a service that this client may have tokens for",
    );

    /// The account of a code or a session.
    pub(super) const CLOSED_ACCOUNT: Self = Self::new("invalid_grant", "the account is closed");

    /// A newer refresh token is on its way to the browser.
    const OUTDATED: Self = Self {
        status: StatusCode::CONFLICT,
        error: "temporarily_unavailable",
        description: "another request has just refreshed the session; try again",
    };

    pub(super) const BUSY: Self = Self {
        status: StatusCode::SERVICE_UNAVAILABLE,
        error: "temporarily_unavailable",
        description: "the issuer is busy; try again in a moment",
    };

    /// The service has failed. The reason goes to the log.
    pub(super) fn failed(reason: impl Display) -> Self {
        eprintln!("internal error: {reason}");
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self { status, error: "server_error", description: "the service has failed" }
    }

    /// True if the form helps.
    pub(super) fn is_login_required(&self) -> bool {
        self.error == Self::LOGIN_REQUIRED.error
    }

    pub(super) fn error(&self) -> &'static str {
        self.error
    }

    pub(super) fn description(&self) -> &'static str {
        self.description
    }
}

/// A refused refresh token is the fault of the client, a store that failed is not. The session
/// of an outdated refresh token goes on, so the error is not `invalid_grant`: for that one,
/// clients forget the session.
impl From<jwt_claims::Error> for Refusal {
    fn from(error: jwt_claims::Error) -> Self {
        if error.code() == "refresh_token_outdated" {
            return Self::OUTDATED;
        }
        match TokenError::of(&error) {
            Some(answer) => Self::new(answer.error(), error.client_message()),
            None if error.kind() == ErrorKind::Unavailable => Self::BUSY,
            None => Self::failed(error),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.error, "error_description": self.description });
        (self.status, Json(body)).into_response()
    }
}

/// For handlers whose errors have more than a refusal, such as a cookie.
impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        refusal.into_response()
    }
}
