//! ML-DSA keys (FIPS 204, RFC 9964, RFC 9881).

use zeroize::Zeroizing;

use super::refused::contradiction;
use crate::crypto::algorithm::Algorithm;
use crate::crypto::primitives;
use crate::error::Error;

/// The length of a seed, in bytes (FIPS 204 §3.6.1).
const SEED_LEN: usize = 32;

/// An ML-DSA public key: one algorithm's.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct MlDsaPublic {
    algorithm: Algorithm,
    octets: Vec<u8>,
}

impl MlDsaPublic {
    pub(crate) fn new(algorithm: Algorithm, octets: &[u8]) -> Result<Self, Error> {
        let len = public_len(algorithm);
        if octets.len() != len {
            return Err(Error::invalid_key(format!(
                "expected an {algorithm} public key of {len} octets (FIPS 204 table 2), found {}; export the key again",
                octets.len()
            )));
        }
        Ok(Self { algorithm, octets: octets.to_vec() })
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(crate) fn octets(&self) -> &[u8] {
        &self.octets
    }
}

const fn public_len(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::MlDsa44 => 1312,
        Algorithm::MlDsa65 => 1952,
        _ => 2592,
    }
}

/// An ML-DSA seed and the public key that follows from it.
pub(crate) struct MlDsaPrivate {
    seed: Zeroizing<[u8; SEED_LEN]>,
    public: MlDsaPublic,
}

impl MlDsaPrivate {
    pub(super) fn duplicate(&self) -> Self {
        Self { seed: self.seed.clone(), public: self.public.clone() }
    }

    /// The key of a seed. `claimed` is the public key from the key file; it must match
    /// the seed.
    pub(crate) fn new(algorithm: Algorithm, seed: &[u8], claimed: Option<&[u8]>) -> Result<Self, Error> {
        let seed: Zeroizing<[u8; SEED_LEN]> = Zeroizing::new(seed.try_into().map_err(|_| {
            Error::invalid_key(format!("expected an {algorithm} seed of 32 octets, found {}", seed.len()))
        })?);
        let public = MlDsaPublic::new(algorithm, &primitives::ml_dsa_public(algorithm, &seed)?)?;
        if claimed.is_some_and(|claimed| claimed != public.octets) {
            return Err(contradiction());
        }
        Ok(Self { seed, public })
    }

    pub(crate) fn seed(&self) -> &[u8; SEED_LEN] {
        &self.seed
    }

    pub(crate) fn public(&self) -> &MlDsaPublic {
        &self.public
    }
}
