//! What creating a key needs in addition to signing and verifying: hashing, computing
//! the public half of a private key, generating keys. This always uses aws-lc-rs or the
//! RustCrypto crates, for every later backend.

#[cfg(feature = "aws_lc_rs")]
pub(crate) mod aws_lc;
#[cfg(all(feature = "rust_crypto", not(feature = "aws_lc_rs")))]
mod rust_crypto;

use zeroize::Zeroizing;

use crate::crypto::algorithm::{Algorithm, Curve, Family};
use crate::error::Error;
#[cfg(feature = "aws_lc_rs")]
use aws_lc as compiled_in;
#[cfg(all(feature = "rust_crypto", not(feature = "aws_lc_rs")))]
use rust_crypto as compiled_in;

#[cfg(not(any(feature = "aws_lc_rs", feature = "rust_crypto")))]
use absent as compiled_in;

/// An error if neither is compiled in.
fn compiled_in() -> Result<(), Error> {
    if cfg!(any(feature = "aws_lc_rs", feature = "rust_crypto")) { Ok(()) } else { Err(none_compiled_in()) }
}

/// SHA-1, only for the names of certificates (RFC 7515 §4.1.7): a name selects a key,
/// and the signature is the proof.
pub(crate) fn sha1(data: &[u8]) -> Result<[u8; 20], Error> {
    compiled_in()?;
    Ok(compiled_in::sha1(data))
}

/// SHA-256, for thumbprints.
pub(crate) fn sha256(data: &[u8]) -> Result<[u8; 32], Error> {
    compiled_in()?;
    Ok(compiled_in::sha256(data))
}

/// The hash of a signature algorithm, on its own: SHA-2 with as many bits as in its name,
/// and SHA-512 for Ed25519 (RFC 8032 §5.1).
pub(crate) fn hash(algorithm: Algorithm, data: &[u8]) -> Result<Vec<u8>, Error> {
    if algorithm.family() == Family::Akp {
        return Err(Error::unsupported(format!(
            "expected an algorithm with SHA-2, found {algorithm}, which has a hash function of its own; sign with a \
             key of another algorithm"
        )));
    }
    compiled_in()?;
    Ok(compiled_in::sha2(algorithm.hash_len(), data))
}

/// The uncompressed point (SEC 1 §2.3.3) of a private scalar.
pub(crate) fn ec_public(curve: Curve, scalar: &[u8]) -> Result<Vec<u8>, Error> {
    offered(curve)?;
    compiled_in::ec_public(curve, scalar).ok_or_else(|| {
        Error::invalid_key(format!(
            "expected a private scalar of {} between 1 and the curve's order, found one out of range",
            curve.name()
        ))
    })
}

/// The public key of an Ed25519 seed (RFC 8032 §5.1.5).
pub(crate) fn ed25519_public(seed: &[u8; 32]) -> Result<[u8; 32], Error> {
    compiled_in()?;
    compiled_in::ed25519_public(seed).ok_or_else(|| Error::invalid_key("the Ed25519 seed was refused"))
}

/// The public key of an ML-DSA seed (FIPS 204 §5.1).
pub(crate) fn ml_dsa_public(algorithm: Algorithm, seed: &[u8; 32]) -> Result<Vec<u8>, Error> {
    compiled_in()?;
    #[cfg(feature = "aws_lc_rs")]
    if let Some(public) = compiled_in::ml_dsa_public(algorithm, seed) {
        return Ok(public);
    }
    let _ = seed;
    Err(Error::unsupported(format!(
        "keys for {algorithm} need aws-lc-rs, which is not compiled in; enable feature `aws_lc_rs` of jwt-claims"
    )))
}

/// A new private scalar.
pub(crate) fn generate_ec_scalar(curve: Curve) -> Result<Zeroizing<Vec<u8>>, Error> {
    offered(curve)?;
    compiled_in::generate_ec_scalar(curve).ok_or_else(generator_failed)
}

/// A new RSA key with 2048 bits as PKCS#8.
pub(crate) fn generate_rsa() -> Result<Zeroizing<Vec<u8>>, Error> {
    compiled_in()?;
    compiled_in::generate_rsa().ok_or_else(generator_failed)
}

/// The RustCrypto crates are used for two curves.
fn offered(curve: Curve) -> Result<(), Error> {
    compiled_in()?;
    if cfg!(feature = "aws_lc_rs") || matches!(curve, Curve::P256 | Curve::P384) {
        return Ok(());
    }
    Err(Error::unsupported(format!(
        "keys on {} need aws-lc-rs, which is not compiled in; enable feature `aws_lc_rs` of jwt-claims",
        curve.name()
    )))
}

#[cold]
pub(crate) fn none_compiled_in() -> Error {
    Error::unsupported(
        "expected a backend for keys, found none compiled in; enable feature `aws_lc_rs` or `rust_crypto` of jwt-claims",
    )
}

#[cold]
fn generator_failed() -> Error {
    Error::unsupported("the operating system's random generator failed; no key was created")
}

#[cfg(not(any(feature = "aws_lc_rs", feature = "rust_crypto")))]
mod absent {
    use zeroize::Zeroizing;

    use crate::crypto::algorithm::Curve;

    pub(super) fn sha1(_: &[u8]) -> [u8; 20] {
        unreachable!("asked for a backend of every family first")
    }

    pub(super) fn sha256(_: &[u8]) -> [u8; 32] {
        unreachable!("asked for a backend of every family first")
    }

    pub(super) fn sha2(_: usize, _: &[u8]) -> Vec<u8> {
        unreachable!("asked for a backend of every family first")
    }

    pub(super) fn ec_public(_: Curve, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    pub(super) fn ed25519_public(_: &[u8; 32]) -> Option<[u8; 32]> {
        None
    }

    pub(super) fn generate_ec_scalar(_: Curve) -> Option<Zeroizing<Vec<u8>>> {
        None
    }

    pub(super) fn generate_rsa() -> Option<Zeroizing<Vec<u8>>> {
        None
    }
}
