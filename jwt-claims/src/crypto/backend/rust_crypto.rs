//! Keys on the RustCrypto crates, prepared once; no C compiler needed. For HMAC see
//! `hmac_sha2`.

use std::marker::PhantomData;

use rand_core::OsRng;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::sha2::{Sha256, Sha384, Sha512};
use rsa::signature::{self, RandomizedSigner, SignatureEncoding};
use rsa::{BigUint, RsaPrivateKey, RsaPublicKey, pkcs1v15, pss};

use super::choice::{Backend, key_refused, not_offered, signing_failed};
use super::hmac_sha2;
use super::prepared::{Signer, Verifier};
use crate::crypto::algorithm::{Algorithm, Curve};
use crate::crypto::material::{EcPrivate, EcPublic, PrivateMaterial, PublicMaterial, RsaPrivate, RsaPublic};
use crate::error::Error;

const SELF: Backend = Backend::RUST_CRYPTO;

pub(super) fn signer(algorithm: Algorithm, key: &PrivateMaterial) -> Result<Box<dyn Signer>, Error> {
    match key {
        PrivateMaterial::Secret(_) => hmac_sha2::signer(algorithm, key),
        PrivateMaterial::Rsa(rsa) => rsa_signer(algorithm, rsa),
        PrivateMaterial::Ec(ec) => ec_signer(algorithm, ec),
        PrivateMaterial::Ed25519(ed) => {
            let key = ed25519_dalek::SigningKey::from_bytes(ed.seed());
            Ok(Box::new(Kept::<_, ed25519_dalek::Signature>::new(key)))
        }
        PrivateMaterial::MlDsa(_) => Err(not_offered(SELF, algorithm)),
    }
}

pub(super) fn verifier(algorithm: Algorithm, key: &PublicMaterial) -> Result<Box<dyn Verifier>, Error> {
    match key {
        PublicMaterial::Secret(_) => hmac_sha2::verifier(algorithm, key),
        PublicMaterial::Rsa(rsa) => rsa_verifier(algorithm, rsa),
        PublicMaterial::Ec(ec) => ec_verifier(algorithm, ec),
        PublicMaterial::Ed25519(ed) => {
            let key = ed25519_dalek::VerifyingKey::from_bytes(ed.octets());
            Ok(Box::new(Kept::<_, ed25519_dalek::Signature>::new(
                key.map_err(|_| key_refused(SELF, algorithm))?,
            )))
        }
        PublicMaterial::MlDsa(_) => Err(not_offered(SELF, algorithm)),
    }
}

fn rsa_signer(algorithm: Algorithm, key: &RsaPrivate) -> Result<Box<dyn Signer>, Error> {
    check_size(key.public())?;
    let key = RsaPrivateKey::from_pkcs1_der(key.pkcs1()).map_err(|_| key_refused(SELF, algorithm))?;
    Ok(match algorithm {
        Algorithm::RS256 => {
            Box::new(Blinded::<_, pkcs1v15::Signature>::new(pkcs1v15::SigningKey::<Sha256>::new(key)))
        }
        Algorithm::RS384 => {
            Box::new(Blinded::<_, pkcs1v15::Signature>::new(pkcs1v15::SigningKey::<Sha384>::new(key)))
        }
        Algorithm::RS512 => {
            Box::new(Blinded::<_, pkcs1v15::Signature>::new(pkcs1v15::SigningKey::<Sha512>::new(key)))
        }
        Algorithm::PS256 => {
            Box::new(Blinded::<_, pss::Signature>::new(pss::BlindedSigningKey::<Sha256>::new(key)))
        }
        Algorithm::PS384 => {
            Box::new(Blinded::<_, pss::Signature>::new(pss::BlindedSigningKey::<Sha384>::new(key)))
        }
        Algorithm::PS512 => {
            Box::new(Blinded::<_, pss::Signature>::new(pss::BlindedSigningKey::<Sha512>::new(key)))
        }
        _ => return Err(not_offered(SELF, algorithm)),
    })
}

fn rsa_verifier(algorithm: Algorithm, key: &RsaPublic) -> Result<Box<dyn Verifier>, Error> {
    check_size(key)?;
    let number = BigUint::from_bytes_be;
    let key = RsaPublicKey::new(number(key.modulus()), number(key.exponent()))
        .map_err(|_| key_refused(SELF, algorithm))?;
    Ok(match algorithm {
        Algorithm::RS256 => {
            Box::new(Kept::<_, pkcs1v15::Signature>::new(pkcs1v15::VerifyingKey::<Sha256>::new(key)))
        }
        Algorithm::RS384 => {
            Box::new(Kept::<_, pkcs1v15::Signature>::new(pkcs1v15::VerifyingKey::<Sha384>::new(key)))
        }
        Algorithm::RS512 => {
            Box::new(Kept::<_, pkcs1v15::Signature>::new(pkcs1v15::VerifyingKey::<Sha512>::new(key)))
        }
        Algorithm::PS256 => Box::new(Kept::<_, pss::Signature>::new(pss::VerifyingKey::<Sha256>::new(key))),
        Algorithm::PS384 => Box::new(Kept::<_, pss::Signature>::new(pss::VerifyingKey::<Sha384>::new(key))),
        Algorithm::PS512 => Box::new(Kept::<_, pss::Signature>::new(pss::VerifyingKey::<Sha512>::new(key))),
        _ => return Err(not_offered(SELF, algorithm)),
    })
}

/// The crate `rsa` stops at 4096 bits.
fn check_size(key: &RsaPublic) -> Result<(), Error> {
    if key.bits() <= RsaPublicKey::MAX_SIZE {
        return Ok(());
    }
    Err(Error::unsupported(format!(
        "backend {SELF:?} takes RSA keys of up to {} bits, found {}; use `Backend::AWS_LC_RS` (feature `aws_lc_rs`)",
        RsaPublicKey::MAX_SIZE,
        key.bits()
    )))
}

fn ec_signer(algorithm: Algorithm, key: &EcPrivate) -> Result<Box<dyn Signer>, Error> {
    let refused = |_| key_refused(SELF, algorithm);
    match key.public().curve() {
        Curve::P256 => {
            let key = p256::ecdsa::SigningKey::from_slice(key.scalar()).map_err(refused)?;
            Ok(Box::new(Kept::<_, p256::ecdsa::Signature>::new(key)))
        }
        Curve::P384 => {
            let key = p384::ecdsa::SigningKey::from_slice(key.scalar()).map_err(refused)?;
            Ok(Box::new(Kept::<_, p384::ecdsa::Signature>::new(key)))
        }
        Curve::P521 | Curve::Secp256k1 => Err(not_offered(SELF, algorithm)),
    }
}

fn ec_verifier(algorithm: Algorithm, key: &EcPublic) -> Result<Box<dyn Verifier>, Error> {
    let refused = |_| key_refused(SELF, algorithm);
    match key.curve() {
        Curve::P256 => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key.point()).map_err(refused)?;
            Ok(Box::new(Kept::<_, p256::ecdsa::Signature>::new(key)))
        }
        Curve::P384 => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(key.point()).map_err(refused)?;
            Ok(Box::new(Kept::<_, p384::ecdsa::Signature>::new(key)))
        }
        Curve::P521 | Curve::Secp256k1 => Err(not_offered(SELF, algorithm)),
    }
}

/// A key, and the type of its signatures.
struct Kept<K, S>(K, PhantomData<fn() -> S>);

impl<K, S> Kept<K, S> {
    fn new(key: K) -> Self {
        Self(key, PhantomData)
    }
}

impl<S: SignatureEncoding, K: signature::Signer<S> + Send + Sync> Signer for Kept<K, S> {
    fn sign(&self, message: &[u8], emit: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let signature = self.0.try_sign(message).map_err(|_| signing_failed(SELF))?;
        emit(signature.to_bytes().as_ref());
        Ok(())
    }
}

impl<S, K> Verifier for Kept<K, S>
where
    S: for<'s> TryFrom<&'s [u8]>,
    K: signature::Verifier<S> + Send + Sync,
{
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        S::try_from(signature).is_ok_and(|signature| self.0.verify(message, &signature).is_ok())
    }
}

/// An RSA key that signs with blinding, so that the time reveals nothing about the key.
struct Blinded<K, S>(K, PhantomData<fn() -> S>);

impl<K, S> Blinded<K, S> {
    fn new(key: K) -> Self {
        Self(key, PhantomData)
    }
}

impl<S: SignatureEncoding, K: RandomizedSigner<S> + Send + Sync> Signer for Blinded<K, S> {
    fn sign(&self, message: &[u8], emit: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let signature = self.0.try_sign_with_rng(&mut OsRng, message).map_err(|_| signing_failed(SELF))?;
        emit(signature.to_bytes().as_ref());
        Ok(())
    }
}
