//! Tokens that no issuer would write: any header, any payload, and still a
//! signature that holds.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use aws_lc_rs::{hmac, rand};
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

/// A compact JWS of this header and payload, signed with ECDSA on P-256
/// whatever its header says.
///
/// # Panics
/// If the text is not a private JWK on P-256.
#[must_use]
pub fn es256(private_jwk: &str, header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    let signing_input = format!("{}.{}", base64url(header), base64url(payload));
    let signature = es256_signature(private_jwk, signing_input.as_bytes());
    format!("{signing_input}.{}", base64url(signature))
}

/// The ECDSA signature of a message with a private JWK on P-256.
///
/// # Panics
/// If the text is not a private JWK on P-256.
#[must_use]
pub fn es256_signature(private_jwk: &str, message: &[u8]) -> Vec<u8> {
    let jwk: serde_json::Value = serde_json::from_str(private_jwk).expect("a JWK");
    let [d, x, y] =
        ["d", "x", "y"].map(|name| jwk[name].as_str().and_then(from_base64url).expect("a private EC key"));
    let point = [&[4][..], &x, &y].concat();
    let key = EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, &d, &point)
        .expect("a key on P-256");
    key.sign(&rand::SystemRandom::new(), message).expect("a signature").as_ref().to_vec()
}

/// A compact JWE of this header and plaintext, encrypted with AES-256-GCM under the key
/// itself, whatever its header says.
///
/// # Panics
/// If the key does not have 32 octets.
#[must_use]
pub fn a256gcm(key: &[u8], header: &str, plaintext: impl AsRef<[u8]>) -> String {
    let header = base64url(header);
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("a key of 32 octets"));
    let iv: [u8; 12] = rand::generate(&rand::SystemRandom::new()).expect("random octets").expose();
    let mut text = plaintext.as_ref().to_vec();
    let nonce = Nonce::assume_unique_for_key(iv);
    let tag = key.seal_in_place_separate_tag(nonce, Aad::from(header.as_bytes()), &mut text);
    let tag = tag.expect("it is encrypted");
    format!("{header}..{}.{}.{}", base64url(iv), base64url(text), base64url(tag))
}
