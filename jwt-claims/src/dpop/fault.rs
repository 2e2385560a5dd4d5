//! Why a proof, or a token without one, is refused.

use crate::error::{Code, Error};

/// The proof itself is not valid (RFC 9449 §4.3).
#[cold]
pub(crate) fn invalid(detail: impl Into<String>) -> Error {
    Error::new(Code::ProofInvalid, format!("DPoP proof: {}", detail.into()))
}

/// It is valid, for another method, URL or token.
#[cold]
pub(super) fn mismatch(detail: impl Into<String>) -> Error {
    Error::new(Code::ProofMismatch, format!("DPoP proof: {}", detail.into()))
}

#[cold]
pub(crate) fn missing() -> Error {
    Error::new(
        Code::ProofMissing,
        "expected a DPoP proof in the header `DPoP`, found no such header; the client must sign one for each request \
         (RFC 9449 section 4)",
    )
}

/// `behind` is true if the proof is too old, `seconds` how far its time is away.
#[cold]
pub(super) fn outdated(behind: bool, seconds: u64, window: u64) -> Error {
    let direction = if behind { "ago" } else { "in the future" };
    Error::new(
        Code::ProofOutdated,
        format!(
            "DPoP proof: expected it to be made within {window} s of now, found {seconds} s {direction}; check the clock of \
             the client, make a proof for each request, or use nonces, which need no clock (`Dpop::with_nonces`)"
        ),
    )
}

/// It was valid when the request began.
#[cold]
pub(super) fn expired(seconds: u64) -> Error {
    Error::new(
        Code::ProofOutdated,
        format!(
            "DPoP proof: expected it to be used before it expires, found that it expired {seconds} s ago, after the request \
             began; check the token when the whole request has arrived, or accept it for longer (`Dpop::with_window`)"
        ),
    )
}

#[cold]
pub(super) fn reused() -> Error {
    Error::new(
        Code::ProofReused,
        "DPoP proof: expected one that was not used, found one that was; the client must make a new proof, with \
         another `jti`, for each request and each attempt",
    )
}

#[cold]
pub(super) fn nonce_required(has_nonce: bool) -> Error {
    let found = if has_nonce { "another or an expired one" } else { "none" };
    Error::new(
        Code::NonceRequired,
        format!(
            "DPoP proof: expected the nonce of this service, found {found}; the client must take it from the header \
             `DPoP-Nonce` of the response and try again (RFC 9449 section 9)"
        ),
    )
}

#[cold]
pub(super) fn key_mismatch() -> Error {
    Error::new(
        Code::KeyMismatch,
        "expected a DPoP proof of the key to which the token is bound (`jkt` in `cnf`), found one of another key; \
         the client must sign with the key that it had when it got the token",
    )
}

#[cold]
pub(crate) fn token_unbound() -> Error {
    Error::new(
        Code::TokenUnbound,
        "expected a token that is bound to a key (`jkt` in `cnf`, RFC 9449 section 6), found one that is not; the client must \
         ask for a token with a DPoP proof, and send a bearer token with the scheme Bearer where it is accepted",
    )
}

#[cold]
pub(crate) fn dpop_required() -> Error {
    Error::new(
        Code::DpopRequired,
        "expected a token that is bound to a key in the header `Authorization` with the scheme DPoP, found it with the \
         scheme Bearer or elsewhere; send a proof with it (RFC 9449 section 7.2)",
    )
}
