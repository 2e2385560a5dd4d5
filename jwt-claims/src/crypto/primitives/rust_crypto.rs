//! Creates keys if aws-lc-rs is not compiled in.

use p256::elliptic_curve::sec1::ToEncodedPoint;
use rand_core::OsRng;
use rsa::pkcs8::EncodePrivateKey;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use crate::crypto::algorithm::Curve;

pub(super) fn sha1(data: &[u8]) -> [u8; 20] {
    Sha1::digest(data).into()
}

pub(super) fn sha256(data: &[u8]) -> [u8; 32] {
    Sha256::digest(data).into()
}

/// SHA-384, SHA-512, or SHA-256, by the length of the hash in bytes.
pub(super) fn sha2(length: usize, data: &[u8]) -> Vec<u8> {
    match length {
        48 => Sha384::digest(data).to_vec(),
        64 => Sha512::digest(data).to_vec(),
        _ => Sha256::digest(data).to_vec(),
    }
}

/// The uncompressed public point of a private scalar; `None` for a scalar
/// out of range.
pub(super) fn ec_public(curve: Curve, scalar: &[u8]) -> Option<Vec<u8>> {
    match curve {
        Curve::P256 => {
            let secret = p256::SecretKey::from_slice(scalar).ok()?;
            Some(secret.public_key().to_encoded_point(false).as_bytes().to_vec())
        }
        Curve::P384 => {
            let secret = p384::SecretKey::from_slice(scalar).ok()?;
            Some(secret.public_key().to_encoded_point(false).as_bytes().to_vec())
        }
        Curve::P521 | Curve::Secp256k1 => None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "of one shape with the other backend's")]
pub(super) fn ed25519_public(seed: &[u8; 32]) -> Option<[u8; 32]> {
    Some(ed25519_dalek::SigningKey::from_bytes(seed).verifying_key().to_bytes())
}

pub(super) fn generate_ec_scalar(curve: Curve) -> Option<Zeroizing<Vec<u8>>> {
    match curve {
        Curve::P256 => Some(Zeroizing::new(p256::SecretKey::random(&mut OsRng).to_bytes().to_vec())),
        Curve::P384 => Some(Zeroizing::new(p384::SecretKey::random(&mut OsRng).to_bytes().to_vec())),
        Curve::P521 | Curve::Secp256k1 => None,
    }
}

/// A new RSA key with 2048 bits as PKCS#8.
pub(super) fn generate_rsa() -> Option<Zeroizing<Vec<u8>>> {
    let key = rsa::RsaPrivateKey::new(&mut OsRng, 2048).ok()?;
    Some(key.to_pkcs8_der().ok()?.to_bytes())
}
