//! Creates keys with aws-lc-rs.

use ::der::Encode;
use aws_lc_rs::digest;
use aws_lc_rs::encoding::{AsBigEndian, AsDer, EcPrivateKeyBin, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, PqdsaKeyPair, PqdsaSigningAlgorithm,
    RsaKeyPair,
};
use zeroize::Zeroizing;

use crate::crypto::algorithm::{Algorithm, Curve};

pub(super) fn sha1(data: &[u8]) -> [u8; 20] {
    let mut hash = [0; 20];
    hash.copy_from_slice(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, data).as_ref());
    hash
}

pub(super) fn sha256(data: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, data).as_ref());
    hash
}

/// SHA-384, SHA-512, or SHA-256, by the length of the hash in bytes.
pub(super) fn sha2(length: usize, data: &[u8]) -> Vec<u8> {
    let function = match length {
        48 => &digest::SHA384,
        64 => &digest::SHA512,
        _ => &digest::SHA256,
    };
    digest::digest(function, data).as_ref().to_vec()
}

/// The uncompressed public point of a private scalar; `None` for a scalar
/// out of range.
pub(super) fn ec_public(curve: Curve, scalar: &[u8]) -> Option<Vec<u8>> {
    let sec1 = write_sec1(curve, scalar)?;
    let pair = EcdsaKeyPair::from_private_key_der(ecdsa_signing(curve), &sec1).ok()?;
    Some(pair.public_key().as_ref().to_vec())
}

pub(super) fn ed25519_public(seed: &[u8; 32]) -> Option<[u8; 32]> {
    let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
    pair.public_key().as_ref().try_into().ok()
}

pub(super) fn ml_dsa_public(algorithm: Algorithm, seed: &[u8; 32]) -> Option<Vec<u8>> {
    let pair = PqdsaKeyPair::from_seed(ml_dsa_signing(algorithm)?, seed).ok()?;
    Some(pair.public_key().as_ref().to_vec())
}

pub(super) fn generate_ec_scalar(curve: Curve) -> Option<Zeroizing<Vec<u8>>> {
    let pair = EcdsaKeyPair::generate(ecdsa_signing(curve)).ok()?;
    let scalar: EcPrivateKeyBin<'_> = pair.private_key().as_be_bytes().ok()?;
    Some(Zeroizing::new(scalar.as_ref().to_vec()))
}

/// A new RSA key with 2048 bits as PKCS#8.
pub(super) fn generate_rsa() -> Option<Zeroizing<Vec<u8>>> {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).ok()?;
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().ok()?;
    Some(Zeroizing::new(pkcs8.as_ref().to_vec()))
}

/// A scalar as an RFC 5915 structure without its public key.
fn write_sec1(curve: Curve, scalar: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let parameters = Some(sec1::EcParameters::NamedCurve(curve.oid()));
    sec1::EcPrivateKey { private_key: scalar, parameters, public_key: None }.to_der().ok().map(Zeroizing::new)
}

/// How an algorithm of ML-DSA signs; `None` for every other one.
pub(crate) fn ml_dsa_signing(algorithm: Algorithm) -> Option<&'static PqdsaSigningAlgorithm> {
    match algorithm {
        Algorithm::MlDsa44 => Some(&signature::ML_DSA_44_SIGNING),
        Algorithm::MlDsa65 => Some(&signature::ML_DSA_65_SIGNING),
        Algorithm::MlDsa87 => Some(&signature::ML_DSA_87_SIGNING),
        _ => None,
    }
}

/// How a curve signs.
pub(crate) fn ecdsa_signing(curve: Curve) -> &'static EcdsaSigningAlgorithm {
    match curve {
        Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
        Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
        Curve::P521 => &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
        Curve::Secp256k1 => &signature::ECDSA_P256K1_SHA256_FIXED_SIGNING,
    }
}
