//! Keys on aws-lc-rs, prepared once: a token needs neither parsing nor a key schedule.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature;
use aws_lc_rs::signature::{
    EcdsaKeyPair, Ed25519KeyPair, ParsedPublicKey, PqdsaKeyPair, RsaEncoding, RsaKeyPair,
    VerificationAlgorithm,
};

use super::choice::{Backend, key_refused, not_offered, signing_failed};
use super::prepared::{Signer, Verifier};
use crate::base::base64::MAX_SIGNATURE;
use crate::crypto::algorithm::{Algorithm, Curve};
use crate::crypto::material::{PrivateMaterial, PublicMaterial, RSA_MAX_BITS};
use crate::crypto::primitives::aws_lc::{ecdsa_signing, ml_dsa_signing};
use crate::error::Error;

pub(super) fn signer(algorithm: Algorithm, key: &PrivateMaterial) -> Result<Box<dyn Signer>, Error> {
    let refused = |_| key_refused(Backend::AWS_LC_RS, algorithm);
    Ok(match key {
        PrivateMaterial::Secret(secret) => Box::new(hmac::Key::new(hmac_algorithm(algorithm)?, secret)),
        PrivateMaterial::Rsa(rsa) => {
            let pair = RsaKeyPair::from_der(rsa.pkcs1()).map_err(refused)?;
            Box::new(RsaSigner {
                length: pair.public_modulus_len(),
                pair,
                encoding: rsa_encoding(algorithm)?,
            })
        }
        PrivateMaterial::Ec(ec) => {
            let signing = ecdsa_signing(ec.public().curve());
            let pair =
                EcdsaKeyPair::from_private_key_and_public_key(signing, ec.scalar(), ec.public().point())
                    .map_err(refused)?;
            Box::new(EcdsaSigner(pair))
        }
        PrivateMaterial::Ed25519(ed) => {
            let pair =
                Ed25519KeyPair::from_seed_and_public_key(ed.seed(), ed.public().octets()).map_err(refused)?;
            Box::new(Ed25519Signer(pair))
        }
        PrivateMaterial::MlDsa(ml) => {
            let signing =
                ml_dsa_signing(algorithm).ok_or_else(|| not_offered(Backend::AWS_LC_RS, algorithm))?;
            Box::new(MlDsaSigner(PqdsaKeyPair::from_seed(signing, ml.seed()).map_err(refused)?))
        }
    })
}

pub(super) fn verifier(algorithm: Algorithm, key: &PublicMaterial) -> Result<Box<dyn Verifier>, Error> {
    let parsed: Result<ParsedPublicKey, _> = match key {
        PublicMaterial::Secret(secret) => {
            return Ok(Box::new(hmac::Key::new(hmac_algorithm(algorithm)?, secret)));
        }
        PublicMaterial::Rsa(rsa) => ParsedPublicKey::new(rsa_verification(algorithm)?, rsa.to_pkcs1()?),
        PublicMaterial::Ec(ec) => ParsedPublicKey::new(ecdsa_verification(ec.curve()), ec.point()),
        PublicMaterial::Ed25519(ed) => ParsedPublicKey::new(&signature::ED25519, ed.octets()),
        PublicMaterial::MlDsa(ml) => ParsedPublicKey::new(ml_dsa_verification(algorithm)?, ml.octets()),
    };
    Ok(Box::new(parsed.map_err(|_| key_refused(Backend::AWS_LC_RS, algorithm))?))
}

impl Signer for hmac::Key {
    fn sign(&self, message: &[u8], emit: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        emit(hmac::sign(self, message).as_ref());
        Ok(())
    }
}

impl Verifier for hmac::Key {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        hmac::verify(self, message, signature).is_ok()
    }
}

impl Verifier for ParsedPublicKey {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.verify_sig(message, signature).is_ok()
    }
}

struct RsaSigner {
    pair: RsaKeyPair,
    encoding: &'static dyn RsaEncoding,
    length: usize,
}

impl Signer for RsaSigner {
    fn sign(&self, message: &[u8], emit: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let mut buffer = [0; RSA_MAX_BITS / 8];
        let signature = &mut buffer[..self.length];
        self.pair
            .sign(self.encoding, &SystemRandom::new(), message, signature)
            .map_err(|_| signing_failed(Backend::AWS_LC_RS))?;
        emit(signature);
        Ok(())
    }
}

struct EcdsaSigner(EcdsaKeyPair);

impl Signer for EcdsaSigner {
    fn sign(&self, message: &[u8], emit: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let signature =
            self.0.sign(&SystemRandom::new(), message).map_err(|_| signing_failed(Backend::AWS_LC_RS))?;
        emit(signature.as_ref());
        Ok(())
    }
}

struct Ed25519Signer(Ed25519KeyPair);

impl Signer for Ed25519Signer {
    fn sign(&self, message: &[u8], emit: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let signature = self.0.try_sign(message).map_err(|_| signing_failed(Backend::AWS_LC_RS))?;
        emit(signature.as_ref());
        Ok(())
    }
}

struct MlDsaSigner(PqdsaKeyPair);

impl Signer for MlDsaSigner {
    fn sign(&self, message: &[u8], emit: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let mut signature = vec![0; MAX_SIGNATURE];
        let length = self.0.sign(message, &mut signature).map_err(|_| signing_failed(Backend::AWS_LC_RS))?;
        emit(&signature[..length]);
        Ok(())
    }
}

fn hmac_algorithm(algorithm: Algorithm) -> Result<hmac::Algorithm, Error> {
    match algorithm {
        Algorithm::HS256 => Ok(hmac::HMAC_SHA256),
        Algorithm::HS384 => Ok(hmac::HMAC_SHA384),
        Algorithm::HS512 => Ok(hmac::HMAC_SHA512),
        _ => Err(not_offered(Backend::AWS_LC_RS, algorithm)),
    }
}

fn rsa_encoding(algorithm: Algorithm) -> Result<&'static dyn RsaEncoding, Error> {
    match algorithm {
        Algorithm::RS256 => Ok(&signature::RSA_PKCS1_SHA256),
        Algorithm::RS384 => Ok(&signature::RSA_PKCS1_SHA384),
        Algorithm::RS512 => Ok(&signature::RSA_PKCS1_SHA512),
        Algorithm::PS256 => Ok(&signature::RSA_PSS_SHA256),
        Algorithm::PS384 => Ok(&signature::RSA_PSS_SHA384),
        Algorithm::PS512 => Ok(&signature::RSA_PSS_SHA512),
        _ => Err(not_offered(Backend::AWS_LC_RS, algorithm)),
    }
}

fn rsa_verification(algorithm: Algorithm) -> Result<&'static dyn VerificationAlgorithm, Error> {
    match algorithm {
        Algorithm::RS256 => Ok(&signature::RSA_PKCS1_2048_8192_SHA256),
        Algorithm::RS384 => Ok(&signature::RSA_PKCS1_2048_8192_SHA384),
        Algorithm::RS512 => Ok(&signature::RSA_PKCS1_2048_8192_SHA512),
        Algorithm::PS256 => Ok(&signature::RSA_PSS_2048_8192_SHA256),
        Algorithm::PS384 => Ok(&signature::RSA_PSS_2048_8192_SHA384),
        Algorithm::PS512 => Ok(&signature::RSA_PSS_2048_8192_SHA512),
        _ => Err(not_offered(Backend::AWS_LC_RS, algorithm)),
    }
}

fn ml_dsa_verification(algorithm: Algorithm) -> Result<&'static dyn VerificationAlgorithm, Error> {
    match algorithm {
        Algorithm::MlDsa44 => Ok(&signature::ML_DSA_44),
        Algorithm::MlDsa65 => Ok(&signature::ML_DSA_65),
        Algorithm::MlDsa87 => Ok(&signature::ML_DSA_87),
        _ => Err(not_offered(Backend::AWS_LC_RS, algorithm)),
    }
}

fn ecdsa_verification(curve: Curve) -> &'static dyn VerificationAlgorithm {
    match curve {
        Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED,
        Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED,
        Curve::P521 => &signature::ECDSA_P521_SHA512_FIXED,
        Curve::Secp256k1 => &signature::ECDSA_P256K1_SHA256_FIXED,
    }
}
