//! Errors for every kind of key material.

use crate::error::Error;

#[cold]
pub(crate) fn broken(what: &str) -> Error {
    Error::invalid_key(format!("expected the DER of a {what}, found octets that are none; export it again"))
}

#[cold]
pub(super) fn contradiction() -> Error {
    Error::invalid_key(
        "expected the public half that follows from the private one, found another; \
         the key is damaged or put together from two: export it again",
    )
}
