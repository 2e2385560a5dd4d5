//! Traits for other cryptography: a FIPS module, an HSM, or an algorithm that no
//! backend here has.
//!
//! There are two ways. If this crate reads the key and other code computes with it,
//! implement [`Provider`] and move keys with [`SigningKey::on`](crate::SigningKey::on),
//! [`VerifyingKey::on`](crate::VerifyingKey::on) or [`KeySet::on`](crate::KeySet::on).
//! If the private key stays in a device, or its format is not known here, implement
//! [`Sign`] and [`Verify`] for that key and use
//! [`SigningKey::from_signer`](crate::SigningKey::from_signer) and
//! [`VerifyingKey::from_verifier`](crate::VerifyingKey::from_verifier).
//!
//! A provider gets bytes and nothing else. This crate selects the key of a token and
//! compares its `alg` before it calls the provider. It checks the exact length of
//! signatures when signing and verifying. A new key must sign once, verify that
//! signature, and refuse another one.
//!
//! ```
//! use hmac::{Hmac, KeyInit, Mac};
//! use jwt_claims::provider::{BadSignature, Failure, PrivateKey, Provider, PublicKey, Sign, Verify};
//! use jwt_claims::{Algorithm, Backend, SigningKey, Verifier, jws};
//!
//! struct Module;
//!
//! impl Provider for Module {
//!     fn name(&self) -> &str {
//!         "module"
//!     }
//!     fn signer(&self, key: &PrivateKey<'_>) -> Result<Box<dyn Sign>, Failure> {
//!         Ok(Box::new(Hs256::new(key.algorithm(), key.secret())?))
//!     }
//!     fn verifier(&self, key: &PublicKey<'_>) -> Result<Box<dyn Verify>, Failure> {
//!         Ok(Box::new(Hs256::new(key.algorithm(), key.secret())?))
//!     }
//! }
//!
//! struct Hs256(Hmac<sha2::Sha256>);
//!
//! impl Hs256 {
//!     fn new(algorithm: Algorithm, secret: Option<&[u8]>) -> Result<Self, Failure> {
//!         match secret {
//!             Some(secret) if algorithm == Algorithm::HS256 => Hmac::new_from_slice(secret)
//!                 .map(Self)
//!                 .map_err(|_| Failure::InvalidKey("a secret of another length".into())),
//!             _ => Err(Failure::Unsupported("only HS256".into())),
//!         }
//!     }
//! }
//!
//! impl Sign for Hs256 {
//!     fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
//!         Ok(self.0.clone().chain_update(message).finalize().into_bytes().to_vec())
//!     }
//! }
//!
//! impl Verify for Hs256 {
//!     fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
//!         self.0.clone().chain_update(message).verify_slice(signature).map_err(|_| BadSignature)
//!     }
//! }
//!
//! static MODULE: Module = Module;
//!
//! let key = SigningKey::hs256("a secret of at least thirty-two bytes")?.on(Backend::provided(&MODULE))?;
//! let token = jws::sign(&key, b"signed by the module")?;
//! assert!(jws::verify(&Verifier::new(key.verifying_key()), &token).is_ok());
//! # Ok::<(), jwt_claims::Error>(())
//! ```

use std::any::Any;
use std::fmt;

use zeroize::Zeroizing;

use crate::crypto::algorithm::Algorithm;
use crate::crypto::der;
use crate::crypto::material::{PrivateMaterial, PublicMaterial};

/// A backend outside this crate: prepares keys that this crate has read and checked.
///
/// [`Backend::provided`](crate::Backend::provided) converts it to a backend.
pub trait Provider: Any + Send + Sync {
    /// Its name in errors and `Debug`.
    fn name(&self) -> &str;

    /// Prepares a private or shared key for signing.
    ///
    /// # Errors
    /// Any [`Failure`]; the key is then not created.
    fn signer(&self, key: &PrivateKey<'_>) -> Result<Box<dyn Sign>, Failure>;

    /// Prepares a public or shared key for verifying.
    ///
    /// # Errors
    /// Any [`Failure`]; the key is then not created.
    fn verifier(&self, key: &PublicKey<'_>) -> Result<Box<dyn Verify>, Failure>;
}

/// One private or shared key that is ready to sign.
pub trait Sign: Send + Sync {
    /// Returns the signature of `message` in the format of JWS: for ECDSA the two
    /// numbers one after the other (RFC 7518 §3.4), not DER. A signature with the wrong
    /// length is refused, and no token is issued.
    ///
    /// It is called on the thread that issues the token, and blocks it.
    ///
    /// # Errors
    /// Any [`Failure`]; the token is then not issued.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Failure>;
}

/// One public or shared key that is ready to verify.
pub trait Verify: Send + Sync {
    /// Checks that `signature` is the key's signature of `message`, in constant time
    /// for a shared key. The signature has the length of the algorithm.
    ///
    /// # Errors
    /// [`BadSignature`] for every other signature, and if the check is not possible.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature>;
}

/// The signature is not the key's signature of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadSignature;

impl fmt::Display for BadSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signature is not the key's signature of the message")
    }
}

impl std::error::Error for BadSignature {}

/// Why a provider created no key or no signature. The text becomes part of the
/// [`Error`](crate::Error), escaped and cut. It must not contain a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// The provider does not support this algorithm or kind of key: `unsupported`.
    Unsupported(String),
    /// The provider refuses this key: `invalid_key`.
    InvalidKey(String),
    /// The provider fails at the moment, for example because a device does not answer:
    /// `unsupported` when a key is created, `issue_failed` when signing.
    Failed(String),
}

/// A private or shared key and its algorithm.
#[derive(Clone, Copy)]
pub struct PrivateKey<'k> {
    pub(crate) algorithm: Algorithm,
    pub(crate) material: &'k PrivateMaterial,
}

impl PrivateKey<'_> {
    /// The key's algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The secret of an HMAC key; `None` for every other key.
    #[must_use]
    pub fn secret(&self) -> Option<&[u8]> {
        match self.material {
            PrivateMaterial::Secret(secret) => Some(secret),
            _ => None,
        }
    }

    /// An asymmetric key as DER of PKCS#8 (RFC 5958); `None` for an HMAC key.
    #[must_use]
    pub fn pkcs8_der(&self) -> Option<Zeroizing<Vec<u8>>> {
        der::write_pkcs8(self.material)
    }
}

impl fmt::Debug for PrivateKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// A public or shared key and its algorithm.
#[derive(Clone, Copy)]
pub struct PublicKey<'k> {
    pub(crate) algorithm: Algorithm,
    pub(crate) material: &'k PublicMaterial,
}

impl PublicKey<'_> {
    /// The key's algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The secret of an HMAC key; `None` for every other key.
    #[must_use]
    pub fn secret(&self) -> Option<&[u8]> {
        match self.material {
            PublicMaterial::Secret(secret) => Some(secret),
            _ => None,
        }
    }

    /// An asymmetric key as DER of its SPKI (RFC 5280 §4.1.2.7); `None` for an HMAC key.
    #[must_use]
    pub fn spki_der(&self) -> Option<Vec<u8>> {
        der::write_spki(self.material)
    }
}

impl fmt::Debug for PublicKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}
