//! HMAC on the crates `hmac` and `sha2`. Both pads are hashed when the key is created,
//! so a token costs a copy of two small states; aws-lc-rs creates and clears a context
//! for each token. The states are wiped when the key is dropped. Creating the key
//! leaves a block of the padded key on the stack, which `hmac` does not wipe.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

use super::choice::{Backend, key_refused, not_offered};
use super::prepared::{Signer, Verifier};
use crate::crypto::algorithm::Algorithm;
use crate::crypto::material::{PrivateMaterial, PublicMaterial};
use crate::error::Error;

/// True if the CPU has instructions for SHA-256 that `sha2` uses. Without them, aws-lc
/// is faster; for SHA-384 and SHA-512 there is no gain.
pub(super) fn is_fast() -> bool {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return std::arch::is_x86_feature_detected!("sha");
    #[cfg(target_arch = "aarch64")]
    return std::arch::is_aarch64_feature_detected!("sha2");
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64")))]
    return false;
}

pub(super) fn signer(algorithm: Algorithm, key: &PrivateMaterial) -> Result<Box<dyn Signer>, Error> {
    match key {
        PrivateMaterial::Secret(secret) => Ok(prepared(algorithm, secret)?),
        _ => Err(not_offered(Backend::HMAC_SHA2, algorithm)),
    }
}

pub(super) fn verifier(algorithm: Algorithm, key: &PublicMaterial) -> Result<Box<dyn Verifier>, Error> {
    match key {
        PublicMaterial::Secret(secret) => Ok(prepared(algorithm, secret)?),
        _ => Err(not_offered(Backend::HMAC_SHA2, algorithm)),
    }
}

/// A secret signs and verifies.
trait Symmetric: Signer + Verifier {}
impl<T: Signer + Verifier> Symmetric for T {}

fn prepared(algorithm: Algorithm, secret: &[u8]) -> Result<Box<dyn Symmetric>, Error> {
    let refused = |_| key_refused(Backend::HMAC_SHA2, algorithm);
    Ok(match algorithm {
        Algorithm::HS256 => Box::new(Prepared(Hmac::<Sha256>::new_from_slice(secret).map_err(refused)?)),
        Algorithm::HS384 => Box::new(Prepared(Hmac::<Sha384>::new_from_slice(secret).map_err(refused)?)),
        Algorithm::HS512 => Box::new(Prepared(Hmac::<Sha512>::new_from_slice(secret).map_err(refused)?)),
        _ => return Err(not_offered(Backend::HMAC_SHA2, algorithm)),
    })
}

/// A key's schedule, copied for each message.
struct Prepared<M>(M);

impl<M: Mac + Clone + Send + Sync> Signer for Prepared<M> {
    fn sign(&self, message: &[u8], emit: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        emit(&self.0.clone().chain_update(message).finalize().into_bytes());
        Ok(())
    }
}

impl<M: Mac + Clone + Send + Sync> Verifier for Prepared<M> {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.clone().chain_update(message).verify_slice(signature).is_ok()
    }
}
