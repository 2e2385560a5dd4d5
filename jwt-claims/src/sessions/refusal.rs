//! Errors of sessions, which are reported when they are made.

use crate::error::{Code, Error};
use crate::sessions::observe::report;
use crate::store::{BoxError, SessionId, store_failed};

/// Why a refresh token is refused.
#[derive(Clone, Copy)]
pub(super) enum Refused {
    Invalid,
    Outdated(SessionId),
    Reused(SessionId),
    Ended(SessionId, &'static str),
}

/// Reports the refusal, too.
impl From<Refused> for Error {
    #[cold]
    fn from(why: Refused) -> Self {
        let (code, id, detail) = why.describe();
        let error = Self::new(code, detail);
        report(error.code(), id, &error.to_string());
        error
    }
}

impl Refused {
    fn describe(self) -> (Code, Option<SessionId>, String) {
        match self {
            Self::Invalid => {
                let detail = "expected a refresh token of this service and this client, found another text; the \
                              user must log in";
                (Code::RefreshTokenInvalid, None, detail.to_owned())
            }
            Self::Outdated(id) => {
                let detail = format!(
                    "expected the newest refresh token of session {id}, found one that was replaced a moment ago; \
                     the client must use the one that it got last"
                );
                (Code::RefreshTokenOutdated, Some(id), detail)
            }
            Self::Reused(id) => {
                let detail = format!(
                    "expected a refresh token that was not used, found one of session {id} that was: it may have \
                     been stolen, so the session is revoked; the user must log in"
                );
                (Code::RefreshTokenReused, Some(id), detail)
            }
            Self::Ended(id, why) => {
                let detail =
                    format!("expected an open session, found session {id}: {why}; the user must log in");
                (Code::SessionEnded, Some(id), detail)
            }
        }
    }
}

/// The store failed, so nothing is known of the session.
#[cold]
pub(super) fn unavailable(id: Option<SessionId>, error: &BoxError) -> Error {
    let error = store_failed(error);
    report(error.code(), id, &error.to_string());
    error
}
