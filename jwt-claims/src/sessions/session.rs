//! A session that was created or refreshed.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::base::numeric_date::NumericDate;
use crate::error::{Code, Error};
use crate::store::SessionId;
use crate::store::SessionRow;

/// A session that was created or refreshed, with its next refresh token.
#[derive(Clone)]
pub struct Session {
    pub(super) row: SessionRow,
    pub(super) refresh_token: String,
    pub(super) now: NumericDate,
    pub(super) outcome: Outcome,
}

/// How a [`Session`] was obtained: by a login or by a refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It is new.
    Created,
    /// Its newest refresh token was used.
    Rotated,
    /// The refresh token before was used again, within the grace: the answer is the same.
    Repeated,
    /// The refresh token was newer than the row: the store had lost writes.
    Recovered,
}

impl Session {
    /// The refresh token that the client uses next: 76 characters of base64url, or 119 if the
    /// session is bound to a key. Do not log or store it.
    #[must_use]
    pub fn refresh_token(&self) -> &str {
        &self.refresh_token
    }

    /// The id, for the claim `sid` of access tokens.
    #[must_use]
    pub fn id(&self) -> SessionId {
        self.row.id
    }

    /// Who logged in, for the claim `sub`.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.row.subject
    }

    /// The client that the session is bound to, for the claim `client_id`.
    #[must_use]
    pub fn client(&self) -> &str {
        &self.row.client
    }

    /// The application's data, of [`NewSession::with_data`](crate::sessions::NewSession::with_data).
    ///
    /// # Errors
    /// `invalid_config` if it does not fit the type. Answer with 500: the application has
    /// changed the type.
    pub fn data<D: DeserializeOwned>(&self) -> Result<D, Error> {
        serde_json::from_str(&self.row.data).map_err(|error| {
            let detail = format!(
                "the data of a session does not fit the type, at column {}; give new fields a default",
                error.column()
            );
            Error::new(Code::Config, detail)
        })
    }

    /// The time of the login.
    #[must_use]
    pub fn created_at(&self) -> NumericDate {
        self.row.created_at
    }

    /// When the session ends if it is not refreshed.
    #[must_use]
    pub fn idle_expires_at(&self) -> NumericDate {
        self.row.idle_expires_at
    }

    /// When the session ends in any case.
    #[must_use]
    pub fn absolute_expires_at(&self) -> NumericDate {
        self.row.absolute_expires_at
    }

    /// The seconds until [`idle_expires_at`](Self::idle_expires_at): `refresh_token_timeout`
    /// of draft-ietf-oauth-refresh-token-expiration-03.
    #[must_use]
    pub fn refresh_token_timeout(&self) -> u64 {
        self.row.idle_expires_at.seconds_after(self.now)
    }

    /// The seconds until [`absolute_expires_at`](Self::absolute_expires_at):
    /// `authorization_expires_in` of the same draft. An access token of the session should
    /// not be valid for longer.
    #[must_use]
    pub fn authorization_expires_in(&self) -> u64 {
        self.row.absolute_expires_at.seconds_after(self.now)
    }

    /// How the session was obtained.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }
}

/// The id, the times and the outcome; neither the refresh token nor who it is.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("id", &self.row.id)
            .field("outcome", &self.outcome)
            .field("idle_expires_at", &self.row.idle_expires_at)
            .field("absolute_expires_at", &self.row.absolute_expires_at)
            .finish_non_exhaustive()
    }
}
