//! Key material, whatever it was read from: normalised, checked, zeroized on
//! drop where it is secret.

use zeroize::Zeroizing;

use crate::crypto::algorithm::{Algorithm, Curve, Family};
use crate::error::Error;
use crate::key::foreign::Foreign;

mod ec;
mod ed25519;
mod rsa;
mod small_order;

pub(crate) use ec::{EcPrivate, EcPublic};
pub(crate) use ed25519::{Ed25519Private, Ed25519Public};
#[cfg(feature = "aws_lc_rs")]
pub(crate) use rsa::RSA_MAX_BITS;
pub(crate) use rsa::{RsaPrivate, RsaPublic};

/// A private key, or a shared one that is to sign.
pub(crate) enum PrivateMaterial {
    Secret(Zeroizing<Vec<u8>>),
    Rsa(RsaPrivate),
    Ec(EcPrivate),
    Ed25519(Ed25519Private),
}

/// A public key, or a shared one that is to verify.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum PublicMaterial {
    Secret(Zeroizing<Vec<u8>>),
    Rsa(RsaPublic),
    Ec(EcPublic),
    Ed25519(Ed25519Public),
}

impl PrivateMaterial {
    /// A copy, for another backend to prepare. No `Clone`: copies of secrets
    /// should be seen.
    pub(crate) fn duplicate(&self) -> Self {
        match self {
            Self::Secret(secret) => Self::Secret(secret.clone()),
            Self::Rsa(rsa) => Self::Rsa(rsa.duplicate()),
            Self::Ec(ec) => Self::Ec(ec.duplicate()),
            Self::Ed25519(ed) => Self::Ed25519(ed.duplicate()),
        }
    }

    /// The half that verifies; of a secret, the secret.
    pub(crate) fn to_public(&self) -> PublicMaterial {
        match self {
            Self::Secret(secret) => PublicMaterial::Secret(secret.clone()),
            Self::Rsa(rsa) => PublicMaterial::Rsa(rsa.public().clone()),
            Self::Ec(ec) => PublicMaterial::Ec(ec.public().clone()),
            Self::Ed25519(ed) => PublicMaterial::Ed25519(ed.public().clone()),
        }
    }
}

impl PublicMaterial {
    /// The exact length of the algorithm's signatures under this key.
    pub(crate) fn signature_len(&self, algorithm: Algorithm) -> usize {
        match self {
            Self::Rsa(rsa) => rsa.modulus().len(),
            Self::Secret(_) | Self::Ec(_) | Self::Ed25519(_) => algorithm.signature_len().unwrap_or_default(),
        }
    }

    /// Whether a signature of the right length may be one of this key's. For
    /// RSA: whether it is below the modulus, which begins with no zero octet.
    #[inline]
    pub(crate) fn is_representative(&self, signature: &[u8]) -> bool {
        match self {
            Self::Rsa(rsa) => signature < rsa.modulus(),
            Self::Secret(_) | Self::Ec(_) | Self::Ed25519(_) => true,
        }
    }

    /// Whether this is material for the algorithm.
    ///
    /// # Errors
    /// `invalid_key`, told in terms of the algorithm.
    pub(crate) fn check(&self, algorithm: Algorithm) -> Result<(), Error> {
        match self {
            Self::Secret(secret) if algorithm.family() == Family::Hmac => check_secret(algorithm, secret),
            Self::Rsa(_) if algorithm.family() == Family::Rsa => Ok(()),
            Self::Ec(ec) => match algorithm.curve() {
                Some(curve) if curve == ec.curve() => Ok(()),
                _ => Err(unfit(algorithm, ec.curve().name())),
            },
            Self::Ed25519(_) if algorithm.family() == Family::Okp => Ok(()),
            Self::Secret(_) => Err(unfit(algorithm, "shared secret")),
            Self::Rsa(_) => Err(unfit(algorithm, "RSA")),
            Self::Ed25519(_) => Err(unfit(algorithm, "Ed25519")),
        }
    }
}

/// The kind of key an algorithm takes, for error texts.
pub(crate) fn wanted(algorithm: Algorithm) -> String {
    match algorithm.family() {
        Family::Hmac => "a shared secret".to_owned(),
        Family::Rsa => "an RSA key".to_owned(),
        Family::Ec => format!("an EC key on {}", algorithm.curve().map_or("its curve", Curve::name)),
        Family::Okp => "an Ed25519 key".to_owned(),
        Family::Akp => "a key of its own kind".to_owned(),
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
    // Whoever keys an HMAC with a public key's text lets everybody sign.
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

#[cold]
fn contradiction() -> Error {
    Error::invalid_key(
        "expected the public half that follows from the private one, found another; \
         the key is damaged or put together from two: export it again",
    )
}
