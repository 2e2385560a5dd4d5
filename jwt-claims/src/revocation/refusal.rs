//! Errors of revocations, which are reported when they are made.

use crate::error::{Code, Error};
use crate::revocation::observe::report;
use crate::store::{BoxError, store_failed};

/// The token, its session or its subject was revoked.
#[cold]
pub(super) fn revoked(what: &'static str) -> Error {
    let detail = format!(
        "expected a token that is not revoked, found one whose {what} was revoked; the client must get another \
         token, or the user must log in"
    );
    reported(Error::new(Code::TokenRevoked, detail))
}

/// The token is for one use, and was used.
#[cold]
pub(super) fn used() -> Error {
    let detail = "expected a token that was not used, found one that is for one use and was used; the user needs a \
                  new link or a new token";
    reported(Error::new(Code::TokenUsed, detail))
}

/// The store failed, so nothing is known of the token.
#[cold]
pub(super) fn unavailable(error: &BoxError) -> Error {
    reported(store_failed(error))
}

fn reported(error: Error) -> Error {
    report(error.code(), &error.to_string());
    error
}
