//! Ed25519 keys (RFC 8032 §5.1.5, RFC 8037).

use zeroize::Zeroizing;

use super::refused::contradiction;
use super::small_order::is_small_order;
use crate::crypto::primitives;
use crate::error::Error;

/// An Ed25519 public key (RFC 8032 §5.1.5).
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Ed25519Public([u8; 32]);

impl Ed25519Public {
    pub(crate) fn new(octets: &[u8]) -> Result<Self, Error> {
        let octets: [u8; 32] = octets.try_into().map_err(|_| {
            Error::invalid_key(format!(
                "expected an Ed25519 public key of 32 octets, found {}; export the key again",
                octets.len()
            ))
        })?;
        if is_small_order(octets) {
            return Err(Error::invalid_key(
                "expected an Ed25519 public key, found a point of small order, with which anyone can sign; \
                 make a new key",
            ));
        }
        Ok(Self(octets))
    }

    pub(crate) fn octets(&self) -> &[u8; 32] {
        &self.0
    }
}

/// An Ed25519 seed and the public key that follows from it.
pub(crate) struct Ed25519Private {
    seed: Zeroizing<[u8; 32]>,
    public: Ed25519Public,
}

impl Ed25519Private {
    pub(super) fn duplicate(&self) -> Self {
        Self { seed: self.seed.clone(), public: self.public.clone() }
    }

    /// The key of a seed. `claimed` is the public key from the key file; it must match
    /// the seed.
    pub(crate) fn new(seed: &[u8], claimed: Option<&[u8]>) -> Result<Self, Error> {
        let seed: Zeroizing<[u8; 32]> = Zeroizing::new(seed.try_into().map_err(|_| {
            Error::invalid_key(format!("expected an Ed25519 seed of 32 octets, found {}", seed.len()))
        })?);
        let public = Ed25519Public::new(&primitives::ed25519_public(&seed)?)?;
        if claimed.is_some_and(|claimed| claimed != public.0) {
            return Err(contradiction());
        }
        Ok(Self { seed, public })
    }

    pub(crate) fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    pub(crate) fn public(&self) -> &Ed25519Public {
        &self.public
    }
}
