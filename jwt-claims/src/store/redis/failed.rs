//! The errors of a server.

use ::redis::{ErrorKind, RedisError, ServerErrorKind};

use crate::store::boxed::BoxError;
use crate::store::failure::Unreliable;

/// A server that refuses the user or the command is no outage: it does not pass by itself.
pub(super) fn failed(error: RedisError) -> BoxError {
    match is_refused(&error) || is_stranger(&error) {
        true => Unreliable::new(error).into(),
        false => error.into(),
    }
}

/// The server does not know the command, or the user may not send it or use its keys.
pub(super) fn is_refused(error: &RedisError) -> bool {
    match error.kind() {
        ErrorKind::Server(ServerErrorKind::NoPerm) => true,
        ErrorKind::Server(ServerErrorKind::ResponseError) => {
            error.detail().is_some_and(|detail| detail.to_ascii_lowercase().starts_with("unknown command"))
        }
        _ => false,
    }
}

/// The server does not accept the user or the password.
fn is_stranger(error: &RedisError) -> bool {
    error.kind() == ErrorKind::AuthenticationFailed || error.code() == Some("NOAUTH")
}
