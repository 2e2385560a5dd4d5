//! The bodies of a token endpoint's answers.

use std::fmt;

use serde::Serialize;

use crate::error::{Error, ErrorKind};
use crate::sessions::session::Session;

/// The JSON of a successful answer of a token endpoint (RFC 6749 §5.1), with the times of
/// draft-ietf-oauth-refresh-token-expiration-03. Send it with `Cache-Control: no-store`.
#[derive(Clone, Serialize)]
pub struct TokenResponse<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u64,
    refresh_token: &'a str,
    refresh_token_timeout: u64,
    authorization_expires_in: u64,
}

impl<'a> TokenResponse<'a> {
    /// The answer with a bearer token (RFC 6750) that is valid for `expires_in` seconds, and
    /// the refresh token of the session.
    #[must_use]
    pub fn bearer(access_token: &'a str, expires_in: u64, session: &'a Session) -> Self {
        Self {
            access_token,
            token_type: "Bearer",
            expires_in,
            refresh_token: session.refresh_token(),
            refresh_token_timeout: session.refresh_token_timeout(),
            authorization_expires_in: session.authorization_expires_in(),
        }
    }

    /// The answer with an access token that is bound to a key by DPoP (RFC 9449 §5): see
    /// [`bearer`](Self::bearer).
    #[must_use]
    pub fn dpop(access_token: &'a str, expires_in: u64, session: &'a Session) -> Self {
        Self { token_type: "DPoP", ..Self::bearer(access_token, expires_in, session) }
    }
}

/// `Debug` does not show the tokens.
impl fmt::Debug for TokenResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenResponse").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// The JSON of an answer that refuses a refresh token or a proof (RFC 6749 §5.2, RFC 9449 §5).
/// Send it with status 400 and `Cache-Control: no-store`.
///
/// ```
/// # use jwt_claims::sessions::{Sessions, TokenError};
/// # async fn example(sessions: &Sessions) {
/// let error = sessions.refresh("junk", "web-app").await.unwrap_err();
/// let answer = TokenError::of(&error).expect("the client is at fault"); // otherwise 503 or 500
/// assert_eq!(answer.error(), "invalid_grant");
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TokenError {
    error: &'static str,
    error_description: &'static str,
}

impl TokenError {
    /// `invalid_grant` for an error of the kind [`Session`](ErrorKind::Session);
    /// `invalid_dpop_proof` or `use_dpop_nonce` for one of a proof. `None` for other errors, also
    /// for those of access tokens. For the kind [`Unavailable`](ErrorKind::Unavailable), answer
    /// 503, so that the client keeps its refresh token and tries again; for others, 500.
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        let code = match error.kind() {
            ErrorKind::Session => "invalid_grant",
            // those of an access token are no errors of this endpoint
            ErrorKind::Proof => error.challenge()?.error().filter(|code| *code != "invalid_token")?,
            _ => return None,
        };
        Some(Self { error: code, error_description: error.client_message() })
    }

    /// The value of `error`.
    #[must_use]
    pub fn error(&self) -> &'static str {
        self.error
    }
}
