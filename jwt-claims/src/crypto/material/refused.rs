//! Errors for every kind of key material.

use crate::error::Error;

#[cold]
pub(crate) fn broken(what: &str) -> Error {
    Error::invalid_key(format!("expected the DER of a {what}, found other octets; export it again"))
}

#[cold]
pub(super) fn contradiction() -> Error {
    Error::invalid_key(
        "expected the public half of the private key, found another; the key is damaged, or mixed from two: \
         export it again",
    )
}
