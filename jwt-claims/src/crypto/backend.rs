//! What stands behind keys: the traits that a backend fulfils for a prepared
//! key, and which backend it is, as a value.

use std::fmt;

use crate::base::shown::shown;
use crate::crypto::algorithm::{Algorithm, Family};
use crate::crypto::material::{PrivateMaterial, PublicMaterial};
use crate::error::Error;

#[cfg(feature = "aws_lc_rs")]
mod aws_lc;
#[cfg(feature = "hmac_sha2")]
mod hmac_sha2;
#[cfg(feature = "jsonwebtoken")]
mod jsonwebtoken;
mod primitives;
mod provided;
#[cfg(feature = "rust_crypto")]
mod rust_crypto;

pub(crate) use primitives::{ec_public, ed25519_public, generate_ec_scalar, generate_rsa, sha1, sha256};
pub(crate) use provided::{checked_signer, checked_verifier};

/// A private or shared key that is ready to sign, any number of times and on
/// any thread.
pub(crate) trait Signer: Send + Sync {
    /// Hands the signature of `message` to `emit`, once.
    fn sign(&self, message: &[u8], emit: &mut dyn FnMut(&[u8])) -> Result<(), Error>;
}

/// A public or shared key that is ready to verify, any number of times and
/// on any thread.
pub(crate) trait Verifier: Send + Sync {
    /// Whether `signature` is the key's over `message`.
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool;
}

/// The cryptography behind a key, as a value: chosen when a key is made, or
/// later with `on`. Nothing about it is global to the process.
///
/// Keys begin on the one that [`preferred`](Self::preferred) gives for their
/// algorithm. Features are additive: with a backend more that default may be
/// another, and what signs and verifies the same; a key that was put on a
/// backend with `on` stays there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Backend(Choice);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    AwsLcRs,
    HmacSha2,
    RustCrypto,
    JsonwebtokenAwsLc,
    JsonwebtokenRustCrypto,
    #[cfg(feature = "jsonwebtoken")]
    Jsonwebtoken(jsonwebtoken::Provider),
    Provided(provided::Provided),
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

    /// The backend, of those compiled in, that keys of an algorithm begin on.
    ///
    /// [`AWS_LC_RS`](Self::AWS_LC_RS), but for HS256 where
    /// [`HMAC_SHA2`](Self::HMAC_SHA2) is faster: on a CPU with instructions for
    /// SHA-256. Without aws-lc-rs, `HMAC_SHA2` for HS256, HS384 and HS512, and
    /// [`RUST_CRYPTO`](Self::RUST_CRYPTO) for the others. To have HS256 by aws-lc-rs all the same (one library to audit),
    /// leave the feature `hmac_sha2` out, or move the key with `on`.
    ///
    /// # Errors
    /// `unsupported` if no backend that offers it is compiled in, and for ML-DSA,
    /// which no backend here has: see [`provider`](crate::provider).
    pub fn preferred(algorithm: Algorithm) -> Result<Self, Error> {
        if algorithm.family() == Family::Akp {
            return Err(only_provided(algorithm));
        }
        if hmac_sha2_is_preferred(algorithm) {
            return Ok(Self::HMAC_SHA2);
        }
        Self::of_every_family().map_err(|none| match algorithm.family() {
            Family::Hmac => none_for_hmac(),
            _ => none,
        })
    }

    /// The backend that makes keys of every family.
    pub(crate) fn of_every_family() -> Result<Self, Error> {
        if cfg!(feature = "aws_lc_rs") {
            Ok(Self::AWS_LC_RS)
        } else if cfg!(feature = "rust_crypto") {
            Ok(Self::RUST_CRYPTO)
        } else {
            Err(none_compiled_in())
        }
    }

    /// Why no key of this crate's can be on the backend.
    #[cold]
    fn has_no_keys(self) -> Error {
        let feature = match self.0 {
            Choice::AwsLcRs => "aws_lc_rs",
            Choice::HmacSha2 => "hmac_sha2",
            Choice::RustCrypto => "rust_crypto",
            Choice::JsonwebtokenAwsLc => "jsonwebtoken_aws_lc_rs",
            Choice::JsonwebtokenRustCrypto => "jsonwebtoken_rust_crypto",
            #[cfg(feature = "jsonwebtoken")]
            Choice::Jsonwebtoken(_) => "jsonwebtoken",
            Choice::Provided(_) | Choice::Own => {
                return Error::unsupported(
                    "expected a backend that other keys can be on, found that of one key alone; \
                     use one of the constants of `Backend`, or `Backend::provided`",
                );
            }
        };
        Error::unsupported(format!(
            "backend {self:?} is not compiled in; enable feature `{feature}` of jwt-claims"
        ))
    }

    pub(crate) fn signer(
        self,
        algorithm: Algorithm,
        key: &PrivateMaterial,
    ) -> Result<Box<dyn Signer>, Error> {
        match self.0 {
            #[cfg(feature = "aws_lc_rs")]
            Choice::AwsLcRs => aws_lc::signer(algorithm, key),
            #[cfg(feature = "hmac_sha2")]
            Choice::HmacSha2 => hmac_sha2::signer(algorithm, key),
            #[cfg(feature = "rust_crypto")]
            Choice::RustCrypto => rust_crypto::signer(algorithm, key),
            #[cfg(feature = "jsonwebtoken_aws_lc_rs")]
            Choice::JsonwebtokenAwsLc => jsonwebtoken::signer(self, &jsonwebtoken::AWS_LC, algorithm, key),
            #[cfg(feature = "jsonwebtoken_rust_crypto")]
            Choice::JsonwebtokenRustCrypto => {
                jsonwebtoken::signer(self, &jsonwebtoken::RUST_CRYPTO, algorithm, key)
            }
            #[cfg(feature = "jsonwebtoken")]
            Choice::Jsonwebtoken(provider) => jsonwebtoken::signer(self, provider.0, algorithm, key),
            Choice::Provided(provided) => provided::signer(provided, algorithm, key),
            _ => Err(self.has_no_keys()),
        }
    }

    pub(crate) fn verifier(
        self,
        algorithm: Algorithm,
        key: &PublicMaterial,
    ) -> Result<Box<dyn Verifier>, Error> {
        match self.0 {
            #[cfg(feature = "aws_lc_rs")]
            Choice::AwsLcRs => aws_lc::verifier(algorithm, key),
            #[cfg(feature = "hmac_sha2")]
            Choice::HmacSha2 => hmac_sha2::verifier(algorithm, key),
            #[cfg(feature = "rust_crypto")]
            Choice::RustCrypto => rust_crypto::verifier(algorithm, key),
            #[cfg(feature = "jsonwebtoken_aws_lc_rs")]
            Choice::JsonwebtokenAwsLc => jsonwebtoken::verifier(self, &jsonwebtoken::AWS_LC, algorithm, key),
            #[cfg(feature = "jsonwebtoken_rust_crypto")]
            Choice::JsonwebtokenRustCrypto => {
                jsonwebtoken::verifier(self, &jsonwebtoken::RUST_CRYPTO, algorithm, key)
            }
            #[cfg(feature = "jsonwebtoken")]
            Choice::Jsonwebtoken(provider) => jsonwebtoken::verifier(self, provider.0, algorithm, key),
            Choice::Provided(provided) => provided::verifier(provided, algorithm, key),
            _ => Err(self.has_no_keys()),
        }
    }
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

#[cfg(feature = "hmac_sha2")]
fn hmac_sha2_is_preferred(algorithm: Algorithm) -> bool {
    let is_faster = || algorithm == Algorithm::HS256 && hmac_sha2::is_fast();
    algorithm.family() == Family::Hmac && (!cfg!(feature = "aws_lc_rs") || is_faster())
}

#[cfg(not(feature = "hmac_sha2"))]
fn hmac_sha2_is_preferred(_: Algorithm) -> bool {
    false
}

#[cold]
fn only_provided(algorithm: Algorithm) -> Error {
    Error::unsupported(format!(
        "no backend of this crate has {algorithm}; use another crate that has it, through \
         `VerifyingKey::from_verifier` and `SigningKey::from_signer`"
    ))
}

#[cold]
fn none_compiled_in() -> Error {
    Error::unsupported(
        "expected a backend for keys, found none compiled in; enable feature `aws_lc_rs` or `rust_crypto` of jwt-claims",
    )
}

#[cold]
fn none_for_hmac() -> Error {
    Error::unsupported(
        "expected a backend for keys, found none compiled in; enable feature `aws_lc_rs`, `hmac_sha2` or `rust_crypto` of jwt-claims",
    )
}

#[cold]
#[allow(dead_code)] // not with every feature
fn not_offered(backend: Backend, algorithm: Algorithm) -> Error {
    Error::unsupported(format!(
        "backend {backend:?} does not offer {algorithm}; use `Backend::AWS_LC_RS` (feature `aws_lc_rs`)"
    ))
}

#[cold]
#[allow(dead_code)] // not with every feature
fn key_refused(backend: Backend, algorithm: Algorithm) -> Error {
    Error::invalid_key(format!(
        "backend {backend:?} refuses the key for {algorithm}: its parts contradict each other or are out of range; \
         export it again from where it was made"
    ))
}

#[cold]
#[allow(dead_code)] // not with every feature
fn signing_failed(backend: Backend) -> Error {
    Error::new(crate::error::Code::Issue, format!("backend {backend:?} failed to sign"))
}

#[cfg(all(test, not(any(feature = "aws_lc_rs", feature = "hmac_sha2"))))]
mod tests {
    use crate::{Algorithm, Error, ErrorKind, KeySet, SigningKey, VerifyingKey, jwk};

    #[test]
    fn without_a_backend_every_constructor_tells_the_way_out() {
        let (hs, es) = (Algorithm::HS256, Algorithm::ES256);
        let oct = r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr8"}"#;
        let errors: [Error; 12] = [
            SigningKey::hs256([0; 32]).unwrap_err(),
            SigningKey::from_pem(es, "").unwrap_err(),
            SigningKey::from_der(es, []).unwrap_err(),
            SigningKey::from_jwk(hs, oct).unwrap_err(),
            SigningKey::generate(es).unwrap_err(),
            SigningKey::generate(hs).unwrap_err(),
            VerifyingKey::hs256([0; 32]).unwrap_err(),
            VerifyingKey::from_pem(es, "").unwrap_err(),
            VerifyingKey::from_der(es, []).unwrap_err(),
            VerifyingKey::from_jwk(hs, oct).unwrap_err(),
            KeySet::from_jwks("", &[es]).unwrap_err(),
            jwk::thumbprint(r#"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
            assert!(error.to_string().contains("enable feature `aws_lc_rs`"), "{error}");
        }
        let error = SigningKey::hs256([0; 32]).unwrap_err();
        assert!(error.to_string().contains("`hmac_sha2`"), "{error}");
        let error = SigningKey::from_pem(es, "").unwrap_err();
        assert!(!error.to_string().contains("`hmac_sha2`"), "{error}");
    }
}

#[cfg(all(test, feature = "hmac_sha2", not(any(feature = "aws_lc_rs", feature = "rust_crypto"))))]
mod tests {
    use crate::{Algorithm, Backend, ErrorKind, SigningKey};

    #[test]
    fn hmac_stands_by_itself() {
        let key = SigningKey::generate(Algorithm::HS512).unwrap();
        assert_eq!(key.backend(), Backend::HMAC_SHA2);
        let token = crate::token::jws::sign(&key, b"payload").unwrap();
        let verifier = crate::Verifier::new(key.verifying_key());
        assert_eq!(crate::token::jws::verify(&verifier, &token).unwrap().as_ref(), b"payload");
        let error = SigningKey::generate(Algorithm::ES256).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("enable feature `aws_lc_rs` or `rust_crypto`"), "{error}");
    }
}
