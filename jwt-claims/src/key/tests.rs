//! Every algorithm on every backend, and every way in and out of a key.

mod backends;
#[cfg(feature = "jsonwebtoken")]
mod bridge;
mod certificates;
mod commands;
mod foreign;
mod formats;
#[cfg(feature = "jsonwebtoken")]
mod jsonwebtoken_providers;
mod jwk;
mod representative;
mod rfc;
mod set;
mod spellings;

use super::{KeySet, SigningKey, VerifyingKey, base64url};

/// A signature, as octets.
fn sign(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let mut signature = Vec::new();
    key.sign(message, &mut |octets| signature.extend_from_slice(octets)).unwrap();
    signature
}
