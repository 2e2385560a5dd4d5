//! Random text.

use argon2::password_hash::rand_core::{OsRng, RngCore};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// 32 random bytes of the operating system.
pub(super) fn random_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    OsRng.fill_bytes(&mut bytes);
    bytes
}

/// 32 random bytes as base64url, for codes.
pub(super) fn random_text() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes())
}
