//! Checks that key material fits an algorithm.

use super::foreign::Foreign;
use crate::crypto::algorithm::{Algorithm, Curve, Family};
use crate::crypto::material::PublicMaterial;
use crate::error::Error;

impl PublicMaterial {
    /// Checks that the material is for this algorithm.
    ///
    /// # Errors
    /// `invalid_key`, with the algorithm in the text.
    pub(crate) fn check(&self, algorithm: Algorithm) -> Result<(), Error> {
        match self {
            Self::Secret(secret) if algorithm.family() == Family::Hmac => check_secret(algorithm, secret),
            Self::Rsa(_) if algorithm.family() == Family::Rsa => Ok(()),
            Self::Ec(ec) => match algorithm.curve() {
                Some(curve) if curve == ec.curve() => Ok(()),
                _ => Err(unfit(algorithm, ec.curve().name())),
            },
            Self::Ed25519(_) if algorithm.family() == Family::Okp => Ok(()),
            Self::MlDsa(ml) if algorithm == ml.algorithm() => Ok(()),
            Self::Secret(_) => Err(unfit(algorithm, "shared secret")),
            Self::Rsa(_) => Err(unfit(algorithm, "RSA")),
            Self::Ed25519(_) => Err(unfit(algorithm, "Ed25519")),
            Self::MlDsa(ml) => Err(unfit(algorithm, ml.algorithm().name())),
        }
    }
}

/// The kind of key for an algorithm, for error texts.
pub(crate) fn wanted(algorithm: Algorithm) -> String {
    match algorithm.family() {
        Family::Hmac => "a shared secret".to_owned(),
        Family::Rsa => "an RSA key".to_owned(),
        Family::Ec => format!("an EC key on {}", algorithm.curve().map_or("its curve", Curve::name)),
        Family::Okp => "an Ed25519 key".to_owned(),
        Family::Akp => format!("an {algorithm} key"),
    }
}

#[cold]
pub(crate) fn unfit(algorithm: Algorithm, found: &str) -> Error {
    Error::invalid_key(format!(
        "{algorithm} expects {}, found a {found} key; name the algorithm that the key was made for",
        wanted(algorithm)
    ))
}

fn check_secret(algorithm: Algorithm, secret: &[u8]) -> Result<(), Error> {
    // if the HMAC secret were the text of a public key, anyone could sign
    if let Some(foreign) = Foreign::of(secret) {
        return Err(Error::invalid_key(format!(
            "{algorithm} expects a shared secret, found {}",
            match foreign {
                Foreign::Pem => "PEM; use `from_pem` with the algorithm of that key",
                Foreign::Jwk => "a JWK or a JWK Set; use `from_jwk` or `KeySet::from_jwks`",
                Foreign::Der => {
                    "the DER of a key; use `from_der`, or for base64 of it `from_pem`, with the algorithm of that key"
                }
                Foreign::Ssh | Foreign::SshEd25519 => {
                    "an OpenSSH key; it is not a secret: use as many random octets as the hash has"
                }
            }
        )));
    }
    if secret.len() >= algorithm.hash_len() {
        return Ok(());
    }
    Err(Error::invalid_key(format!(
        "{algorithm} expects a secret of at least {} octets (RFC 7518 section 3.2), found {}; \
         use `SigningKey::generate` or as many random octets",
        algorithm.hash_len(),
        secret.len()
    )))
}
