//! The backend of a key, as a value.

use std::fmt;

use super::others::Provided;
use crate::base::shown::shown;
use crate::crypto::algorithm::Algorithm;
use crate::error::{Code, Error};

/// The cryptography of a key, as a value. It is chosen when the key is created, or
/// later with `on`. Nothing about it is global to the process.
///
/// A new key uses the [`preferred`](Self::preferred) backend of its algorithm. If a
/// further backend is compiled in, that default may change, but keys sign and verify
/// the same. A key that was moved with `on` keeps its backend.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Backend(pub(super) Choice);

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    AwsLcRs,
    HmacSha2,
    RustCrypto,
    JsonwebtokenAwsLc,
    JsonwebtokenRustCrypto,
    #[cfg(feature = "jsonwebtoken")]
    Jsonwebtoken(super::others::JsonwebtokenProvider),
    Provided(Provided),
    /// The key's own signer or verifier; no other key can use it.
    Own,
}

impl Backend {
    /// The crate `aws-lc-rs`. It has every algorithm, ML-DSA included, and needs feature
    /// `aws_lc_rs`. Keys are prepared once.
    pub const AWS_LC_RS: Self = Self(Choice::AwsLcRs);

    /// The crates `hmac` and `sha2`. Only HS256, HS384 and HS512; needs feature
    /// `hmac_sha2`. Keys are prepared once.
    pub const HMAC_SHA2: Self = Self(Choice::HmacSha2);

    /// The RustCrypto crates (`rsa`, `p256`, `p384`, `ed25519-dalek`, `hmac`); no C
    /// compiler needed. No ES512, ES256K and ML-DSA, RSA up to 4096 bits; needs feature
    /// `rust_crypto`. Keys are prepared once.
    pub const RUST_CRYPTO: Self = Self(Choice::RustCrypto);

    /// jsonwebtoken's `aws_lc` provider: the same cryptography, but keys are prepared
    /// again for each token. No ES512, ES256K and ML-DSA; needs feature
    /// `jsonwebtoken_aws_lc_rs`.
    pub const JSONWEBTOKEN_AWS_LC: Self = Self(Choice::JsonwebtokenAwsLc);

    /// jsonwebtoken's `rust_crypto` provider. No ES512, ES256K and ML-DSA, RSA up to
    /// 4096 bits; needs feature `jsonwebtoken_rust_crypto`.
    pub const JSONWEBTOKEN_RUST_CRYPTO: Self = Self(Choice::JsonwebtokenRustCrypto);
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Choice::Provided(provided) => return write!(f, "provided({})", shown(provided.name())),
            Choice::Own => "OWN",
            Choice::AwsLcRs => "AWS_LC_RS",
            Choice::HmacSha2 => "HMAC_SHA2",
            Choice::RustCrypto => "RUST_CRYPTO",
            Choice::JsonwebtokenAwsLc => "JSONWEBTOKEN_AWS_LC",
            Choice::JsonwebtokenRustCrypto => "JSONWEBTOKEN_RUST_CRYPTO",
            #[cfg(feature = "jsonwebtoken")]
            Choice::Jsonwebtoken(_) => "jsonwebtoken(..)",
        })
    }
}

#[cold]
#[allow(dead_code)] // not with every feature
pub(super) fn not_offered(backend: Backend, algorithm: Algorithm) -> Error {
    Error::unsupported(format!(
        "backend {backend:?} does not offer {algorithm}; use `Backend::AWS_LC_RS` (feature `aws_lc_rs`)"
    ))
}

#[cold]
#[allow(dead_code)] // not with every feature
pub(super) fn key_refused(backend: Backend, algorithm: Algorithm) -> Error {
    Error::invalid_key(format!(
        "backend {backend:?} refuses the key for {algorithm}: its parts contradict each other or are out of range; \
         export it again from where it was made"
    ))
}

#[cold]
#[allow(dead_code)] // not with every feature
pub(super) fn signing_failed(backend: Backend) -> Error {
    Error::new(Code::Issue, format!("backend {backend:?} failed to sign"))
}
