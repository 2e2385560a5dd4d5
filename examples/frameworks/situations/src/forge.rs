//! Tokens that no issuer would write, for the situations.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Base64url without padding (RFC 7515 §2).
pub fn base64url(octets: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(octets)
}

/// A compact JWS of this header and payload, signed with HMAC-SHA-256.
pub fn hs256(secret: &[u8], header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    let signing_input = format!("{}.{}", base64url(header), base64url(payload));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length is possible");
    mac.update(signing_input.as_bytes());
    format!("{signing_input}.{}", base64url(mac.finalize().into_bytes()))
}
