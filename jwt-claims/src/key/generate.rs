//! Generating keys.

use zeroize::Zeroizing;

use super::container::Container;
use super::der;
use super::form::Form;
use super::refusal::Found;
use crate::crypto::algorithm::{Algorithm, Family};
use crate::crypto::material::{EcPrivate, Ed25519Private, MlDsaPrivate, PrivateMaterial};
use crate::crypto::primitives;
use crate::error::Error;

/// A new key for the algorithm: RSA with 2048 bits, or a secret as long as the hash.
pub(super) fn generate(algorithm: Algorithm) -> Result<PrivateMaterial, Error> {
    match (algorithm.family(), algorithm.curve()) {
        (Family::Hmac, _) => random(algorithm.hash_len()).map(PrivateMaterial::Secret),
        (Family::Rsa, _) => {
            let found = Found { container: Container::Pkcs8, form: Form::BARE };
            der::read_private(algorithm, found, &primitives::generate_rsa()?)
        }
        (Family::Ec, Some(curve)) => {
            EcPrivate::new(curve, &primitives::generate_ec_scalar(curve)?, None).map(PrivateMaterial::Ec)
        }
        (Family::Akp, _) => MlDsaPrivate::new(algorithm, &random(32)?, None).map(PrivateMaterial::MlDsa),
        // RFC 8032 §5.1.5: any 32 random octets.
        _ => Ed25519Private::new(&random(32)?, None).map(PrivateMaterial::Ed25519),
    }
}

fn random(length: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut octets = Zeroizing::new(vec![0; length]);
    getrandom::fill(&mut octets).map_err(|_| {
        Error::unsupported(
            "the operating system's random generator failed; no key was \
            created",
        )
    })?;
    Ok(octets)
}
