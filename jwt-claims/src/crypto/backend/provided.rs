//! Keys on a provider outside this crate. Its results are checked.

use super::choice::{Backend, Choice};
use super::others::Provided;
use super::prepared::{Signer, Verifier};
use crate::base::shown::shown;
use crate::crypto::algorithm::Algorithm;
use crate::crypto::material::{PrivateMaterial, PublicMaterial};
use crate::crypto::provider::{Failure, PrivateKey, Provider, PublicKey, Sign, Verify};
use crate::error::{Code, Error};

impl Backend {
    /// A backend outside this crate: see [`provider`](crate::provider).
    #[must_use]
    pub const fn provided(provider: &'static dyn Provider) -> Self {
        Self(Choice::Provided(Provided(provider)))
    }

    /// The backend of `SigningKey::from_signer` and `VerifyingKey::from_verifier`; no
    /// other key can use it.
    pub(crate) const OWN: Self = Self(Choice::Own);

    /// True if the cryptography is outside this crate; its results are then checked.
    pub(crate) fn is_foreign(self) -> bool {
        matches!(self.0, Choice::Provided(_) | Choice::Own)
    }
}

pub(super) fn signer(
    provided: Provided,
    algorithm: Algorithm,
    material: &PrivateMaterial,
) -> Result<Box<dyn Signer>, Error> {
    let backend = Backend(Choice::Provided(provided));
    let length = material.to_public().signature_len(algorithm);
    let signer = provided.0.signer(&PrivateKey { algorithm, material });
    Ok(checked_signer(backend, length, signer.map_err(|failure| not_made(backend, algorithm, failure))?))
}

pub(super) fn verifier(
    provided: Provided,
    algorithm: Algorithm,
    material: &PublicMaterial,
) -> Result<Box<dyn Verifier>, Error> {
    let backend = Backend(Choice::Provided(provided));
    let verifier = provided.0.verifier(&PublicKey { algorithm, material });
    Ok(checked_verifier(verifier.map_err(|failure| not_made(backend, algorithm, failure))?))
}

/// The signer of one key. Its signatures must have this length.
pub(crate) fn checked_signer(backend: Backend, length: usize, signer: Box<dyn Sign>) -> Box<dyn Signer> {
    Box::new(Checked { backend, length, signer })
}

/// The verifier of one key.
pub(crate) fn checked_verifier(verifier: Box<dyn Verify>) -> Box<dyn Verifier> {
    Box::new(Asked(verifier))
}

struct Checked {
    backend: Backend,
    length: usize,
    signer: Box<dyn Sign>,
}

impl Signer for Checked {
    fn sign(&self, message: &[u8], emit: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let signature = self.signer.sign(message).map_err(|failure| not_signed(self.backend, failure))?;
        if signature.len() != self.length {
            return Err(wrong_length(self.backend, self.length, signature.len()));
        }
        emit(&signature);
        Ok(())
    }
}

struct Asked(Box<dyn Verify>);

impl Verifier for Asked {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify(message, signature).is_ok()
    }
}

#[cold]
fn not_made(backend: Backend, algorithm: Algorithm, failure: Failure) -> Error {
    match failure {
        Failure::Unsupported(text) => {
            Error::unsupported(format!("backend {backend:?} does not offer {algorithm}: {}", shown(text)))
        }
        Failure::InvalidKey(text) => Error::invalid_key(format!(
            "backend {backend:?} refuses the key for {algorithm}: {}",
            shown(text)
        )),
        Failure::Failed(text) => Error::unsupported(format!(
            "backend {backend:?} failed to prepare the key for {algorithm}: {}",
            shown(text)
        )),
    }
}

#[cold]
fn not_signed(backend: Backend, failure: Failure) -> Error {
    let (Failure::Unsupported(text) | Failure::InvalidKey(text) | Failure::Failed(text)) = failure;
    Error::new(Code::Issue, format!("backend {backend:?} failed to sign: {}", shown(text)))
}

#[cold]
fn wrong_length(backend: Backend, expected: usize, found: usize) -> Error {
    Error::new(
        Code::Issue,
        format!(
            "expected a signature of {expected} octets from backend {backend:?}, found one of {found}; \
             a provider must return signatures in the format of JWS, for ECDSA not DER (RFC 7518 §3.4)"
        ),
    )
}
