//! Tokens that no issuer would write: any header, any payload, and still a
//! signature that holds.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Base64url without padding (RFC 7515 §2).
pub fn base64url(octets: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(octets)
}

/// What base64url without padding stands for; `None` if the text is no such.
#[must_use]
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// A compact JWS of this header and payload, signed with HMAC-SHA-256
/// whatever its header says.
pub fn hs256(secret: &[u8], header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    let signing_input = format!("{}.{}", base64url(header), base64url(payload));
    hs256_parts(secret, &signing_input)
}

/// The same, of a header and payload that are encoded already, or ought to be.
#[must_use]
pub fn hs256_parts(secret: &[u8], signing_input: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let tag = hmac::sign(&key, signing_input.as_bytes());
    format!("{signing_input}.{}", base64url(tag))
}
