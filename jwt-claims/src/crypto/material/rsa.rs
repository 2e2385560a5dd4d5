//! RSA keys: sizes and exponents (RFC 7518 §3.3, §6.3).

use ::der::Decode;
use zeroize::Zeroizing;

use super::refused::broken;
use crate::error::Error;

/// The minimum number of bits of an RSA modulus (RFC 7518 §3.3).
pub(crate) const RSA_MIN_BITS: usize = 2048;
/// The maximum number of bits of an RSA modulus: the cost of verification grows with
/// its square.
pub(crate) const RSA_MAX_BITS: usize = 8192;

/// Modulus and exponent, big-endian without leading zeros.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RsaPublic {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl RsaPublic {
    pub(crate) fn new(modulus: &[u8], exponent: &[u8]) -> Result<Self, Error> {
        let key = Self { modulus: minimal(modulus).to_vec(), exponent: minimal(exponent).to_vec() };
        let bits = key.bits();
        if !(RSA_MIN_BITS..=RSA_MAX_BITS).contains(&bits) {
            return Err(Error::invalid_key(format!(
                "expected an RSA modulus of {RSA_MIN_BITS} to {RSA_MAX_BITS} bits, found {bits}; make a new key"
            )));
        }
        if key.modulus.last().is_none_or(|octet| octet % 2 == 0) {
            return Err(Error::invalid_key("expected an odd RSA modulus, found an even one; make a new key"));
        }
        if !exponent_is_sound(&key.exponent) {
            return Err(Error::invalid_key(
                "expected an odd RSA public exponent of at least 3 and at most 33 bits (65537 is usual), \
                 found another; make a new key",
            ));
        }
        Ok(key)
    }

    pub(crate) fn bits(&self) -> usize {
        bits(&self.modulus)
    }

    pub(crate) fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    pub(crate) fn exponent(&self) -> &[u8] {
        &self.exponent
    }
}

/// 3 is safe with this padding, and in use. 1 and even numbers are not valid. Backends
/// accept up to 33 bits.
fn exponent_is_sound(exponent: &[u8]) -> bool {
    bits(exponent) >= 2 && bits(exponent) <= 33 && exponent.last().is_some_and(|octet| octet % 2 == 1)
}

/// The octets without leading zeros.
fn minimal(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
    &octets[zeros..]
}

/// The bits of a big-endian number without leading zeros.
fn bits(minimal: &[u8]) -> usize {
    minimal.first().map_or(0, |first| minimal.len() * 8 - first.leading_zeros() as usize)
}

/// An RSA private key with two primes, as PKCS#1 DER (RFC 8017 §A.1.2).
pub(crate) struct RsaPrivate {
    pkcs1: Zeroizing<Vec<u8>>,
    public: RsaPublic,
}

impl RsaPrivate {
    pub(super) fn duplicate(&self) -> Self {
        Self { pkcs1: self.pkcs1.clone(), public: self.public.clone() }
    }

    pub(crate) fn from_pkcs1(pkcs1: &[u8]) -> Result<Self, Error> {
        let public = public_of(pkcs1)?;
        Ok(Self { pkcs1: Zeroizing::new(pkcs1.to_vec()), public })
    }

    pub(crate) fn pkcs1(&self) -> &[u8] {
        &self.pkcs1
    }

    pub(crate) fn public(&self) -> &RsaPublic {
        &self.public
    }
}

/// The public half of a PKCS#1 private key of two primes.
fn public_of(pkcs1: &[u8]) -> Result<RsaPublic, Error> {
    let key = pkcs1::RsaPrivateKey::from_der(pkcs1).map_err(|_| broken("RSA private key (PKCS#1)"))?;
    if key.other_prime_infos.is_some() {
        return Err(Error::invalid_key("expected an RSA key of two primes, found more; make a new key"));
    }
    RsaPublic::new(key.modulus.as_bytes(), key.public_exponent.as_bytes())
}
