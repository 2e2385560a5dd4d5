//! The backend of a key, and how it prepares keys.

#[cfg(feature = "aws_lc_rs")]
mod aws_lc;
mod choice;
#[cfg(feature = "hmac_sha2")]
mod hmac_sha2;
#[cfg(feature = "jsonwebtoken")]
mod jsonwebtoken;
mod others;
mod prepared;
mod provided;
#[cfg(feature = "rust_crypto")]
mod rust_crypto;

pub use choice::Backend;
pub(crate) use prepared::{Signer, Verifier};
pub(crate) use provided::{checked_signer, checked_verifier};

use choice::Choice;

use super::algorithm::{Algorithm, Family};
use super::material::{PrivateMaterial, PublicMaterial};
use super::primitives;
use crate::error::Error;

impl Backend {
    /// The default backend for keys of this algorithm, among those compiled in.
    ///
    /// It is [`AWS_LC_RS`](Self::AWS_LC_RS), except for HS256 on a CPU with
    /// instructions for SHA-256: there [`HMAC_SHA2`](Self::HMAC_SHA2) is faster.
    /// Without aws-lc-rs, it is `HMAC_SHA2` for HS256, HS384 and HS512, and
    /// [`RUST_CRYPTO`](Self::RUST_CRYPTO) for the others. To use aws-lc-rs for HS256 as
    /// well (one library to audit), disable the feature `hmac_sha2`, or move the key
    /// with `on`.
    ///
    /// # Errors
    /// `unsupported` if no backend with this algorithm is compiled in.
    pub fn preferred(algorithm: Algorithm) -> Result<Self, Error> {
        if algorithm.family() == Family::Akp && !cfg!(feature = "aws_lc_rs") {
            return Err(only_aws_lc(algorithm));
        }
        if hmac_sha2_is_preferred(algorithm) {
            return Ok(Self::HMAC_SHA2);
        }
        Self::of_every_family().map_err(|none| match algorithm.family() {
            Family::Hmac => none_for_hmac(),
            _ => none,
        })
    }

    /// The backend that creates keys of every family.
    pub(crate) fn of_every_family() -> Result<Self, Error> {
        if cfg!(feature = "aws_lc_rs") {
            Ok(Self::AWS_LC_RS)
        } else if cfg!(feature = "rust_crypto") {
            Ok(Self::RUST_CRYPTO)
        } else {
            Err(primitives::none_compiled_in())
        }
    }

    /// The error if a key of this crate cannot be on this backend.
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
                    "expected a backend for any key, found that of a key with its own signer or verifier; \
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
fn only_aws_lc(algorithm: Algorithm) -> Error {
    Error::unsupported(format!(
        "no backend that is compiled in has {algorithm}; enable feature `aws_lc_rs` of jwt-claims, or use another \
         crate that has it, through `VerifyingKey::from_verifier` and `SigningKey::from_signer`"
    ))
}

#[cold]
fn none_for_hmac() -> Error {
    Error::unsupported(
        "expected a backend for keys, found none compiled in; enable feature `aws_lc_rs`, `hmac_sha2` or `rust_crypto` of jwt-claims",
    )
}

#[cfg(all(test, not(any(feature = "aws_lc_rs", feature = "hmac_sha2"))))]
mod tests {
    use crate::crypto::algorithm::Algorithm;
    use crate::error::{Error, ErrorKind};
    use crate::jwk;
    use crate::key::{KeySet, SigningKey, VerifyingKey};

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
    use super::Backend;
    use crate::crypto::algorithm::Algorithm;
    use crate::error::ErrorKind;
    use crate::key::SigningKey;

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
