//! The backend of a key, as a value.

use std::fmt;

use super::others::Provided;
use crate::base::shown::shown;
use crate::crypto::algorithm::Algorithm;
use crate::error::{Code, Error};

/// The cryptography behind a key, as a value: chosen when a key is made, or
/// later with `on`. Nothing about it is global to the process.
///
/// Keys begin on the one that [`preferred`](Self::preferred) gives for their
/// algorithm. Features are additive: with a backend more that default may be
/// another, and what signs and verifies the same; a key that was put on a
/// backend with `on` stays there.
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
    /// That of the key alone: nothing else can be on it.
    Own,
}

impl Backend {
    /// The crate `aws-lc-rs`, with keys parsed and scheduled once. All
    /// algorithms; needs feature `aws_lc_rs`.
    pub const AWS_LC_RS: Self = Self(Choice::AwsLcRs);

    /// The crates `hmac` and `sha2`, with keys scheduled once. HS256, HS384
    /// and HS512 only; needs feature `hmac_sha2`.
    pub const HMAC_SHA2: Self = Self(Choice::HmacSha2);

    /// The RustCrypto crates (`rsa`, `p256`, `p384`, `ed25519-dalek`, `hmac`),
    /// with keys parsed once; no C compiler needed. All algorithms but ES512
    /// and ES256K, RSA up to 4096 bits; needs feature `rust_crypto`.
    pub const RUST_CRYPTO: Self = Self(Choice::RustCrypto);

    /// jsonwebtoken's `aws_lc` provider: the same cryptography with a key
    /// that is prepared anew for each token. All algorithms but ES512 and
    /// ES256K; needs feature `jsonwebtoken_aws_lc_rs`.
    pub const JSONWEBTOKEN_AWS_LC: Self = Self(Choice::JsonwebtokenAwsLc);

    /// jsonwebtoken's `rust_crypto` provider. All algorithms but ES512 and
    /// ES256K, RSA up to 4096 bits; needs feature `jsonwebtoken_rust_crypto`.
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
