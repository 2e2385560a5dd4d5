//! Signing and verifying, within a backend and across backends.

use super::{SigningKey, sign};
use crate::crypto::algorithm::{Algorithm, Family};
use crate::crypto::backend::Backend;
use crate::error::ErrorKind;

/// The backends compiled in.
pub(super) fn compiled_in() -> Vec<Backend> {
    let mut backends = Vec::new();
    if cfg!(feature = "aws_lc_rs") {
        backends.push(Backend::AWS_LC_RS);
    }
    if cfg!(feature = "jsonwebtoken_aws_lc_rs") {
        backends.push(Backend::JSONWEBTOKEN_AWS_LC);
    }
    if cfg!(feature = "rust_crypto") {
        backends.push(Backend::RUST_CRYPTO);
    }
    if cfg!(feature = "jsonwebtoken_rust_crypto") {
        backends.push(Backend::JSONWEBTOKEN_RUST_CRYPTO);
    }
    if cfg!(feature = "hmac_sha2") {
        backends.push(Backend::HMAC_SHA2);
    }
    backends
}

/// Every algorithm, each on some backend here.
fn built_in() -> impl Iterator<Item = Algorithm> {
    Algorithm::ALL.iter().copied()
}

fn offers(backend: Backend, algorithm: Algorithm) -> bool {
    match backend {
        Backend::AWS_LC_RS => true,
        Backend::HMAC_SHA2 => algorithm.family() == Family::Hmac,
        _ => !is_native_only(algorithm),
    }
}

/// Whether HS256 is faster there depends on the CPU; nothing else does.
#[test]
fn keys_begin_on_aws_lc_but_for_hs256() {
    let preferred = |algorithm| Backend::preferred(algorithm).ok();
    let has_hmac = cfg!(feature = "hmac_sha2");
    if cfg!(feature = "aws_lc_rs") {
        for algorithm in built_in().filter(|&algorithm| algorithm != Algorithm::HS256) {
            assert_eq!(preferred(algorithm), Some(Backend::AWS_LC_RS), "{algorithm}");
        }
        let hs256 = preferred(Algorithm::HS256).unwrap();
        assert!(hs256 == Backend::AWS_LC_RS || has_hmac && hs256 == Backend::HMAC_SHA2, "{hs256:?}");
    } else if has_hmac {
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            assert_eq!(preferred(algorithm), Some(Backend::HMAC_SHA2), "{algorithm}");
        }
    }
}

fn is_native_only(algorithm: Algorithm) -> bool {
    matches!(algorithm, Algorithm::ES512 | Algorithm::ES256K) || algorithm.family() == Family::Akp
}

#[test]
fn every_algorithm_signs_on_each_backend_what_verifies_on_each() {
    for algorithm in built_in() {
        if is_native_only(algorithm) && !cfg!(feature = "aws_lc_rs") {
            assert_eq!(SigningKey::generate(algorithm).unwrap_err().kind(), ErrorKind::Unsupported);
            continue;
        }
        let key = SigningKey::generate(algorithm).unwrap();
        assert_eq!(Backend::preferred(algorithm).unwrap(), key.backend());
        for &signs in &compiled_in() {
            let signing = match key.clone().on(signs) {
                Ok(key) => key,
                Err(error) => {
                    assert!(!offers(signs, algorithm), "{algorithm} on {signs:?}: {error}");
                    assert_eq!(error.kind(), ErrorKind::Unsupported);
                    continue;
                }
            };
            assert!(offers(signs, algorithm), "{algorithm} on {signs:?}");
            assert_eq!((signing.backend(), signing.algorithm()), (signs, algorithm));
            assert_eq!(signing.kid(), key.kid());
            let signature = sign(&signing, b"message");
            assert_eq!(signature.len(), signing.signature_len(), "{algorithm} on {signs:?}");
            for &verifies in &compiled_in() {
                let Ok(verifying) = key.verifying_key().on(verifies) else { continue };
                assert!(verifying.verify(b"message", &signature), "{algorithm}: {signs:?} to {verifies:?}");
                refuses_others(&verifying, &signature);
            }
        }
    }
}

fn refuses_others(key: &crate::VerifyingKey, signature: &[u8]) {
    assert!(!key.verify(b"massage", signature));
    assert!(!key.verify(b"message", &[]));
    assert!(!key.verify(b"message", &signature[1..]));
    assert!(!key.verify(b"message", &signature[..signature.len() - 1]));
    assert!(!key.verify(b"message", &[signature, &[0]].concat()));
    assert!(!key.verify(b"message", &[&[0], signature].concat()));
    assert!(!key.verify(b"message", &vec![0; signature.len()]));
    for at in [0, signature.len() / 2, signature.len() - 1] {
        let mut other = signature.to_vec();
        other[at] ^= 1;
        assert!(!key.verify(b"message", &other), "{} at {at}", key.algorithm());
    }
}

#[test]
fn another_key_of_the_same_kind_verifies_nothing() {
    for algorithm in built_in() {
        if algorithm.family() == Family::Rsa {
            continue; // two keys more are slow to find, and RSA is no different
        }
        let (Ok(one), Ok(two)) = (SigningKey::generate(algorithm), SigningKey::generate(algorithm)) else {
            continue;
        };
        assert!(!two.verifying_key().verify(b"message", &sign(&one, b"message")));
    }
}

#[test]
fn a_backend_that_is_not_compiled_in_says_so() {
    let key = SigningKey::generate(Algorithm::HS256).unwrap();
    let all = [
        Backend::AWS_LC_RS,
        Backend::HMAC_SHA2,
        Backend::RUST_CRYPTO,
        Backend::JSONWEBTOKEN_AWS_LC,
        Backend::JSONWEBTOKEN_RUST_CRYPTO,
    ];
    for backend in all.into_iter().filter(|backend| !compiled_in().contains(backend)) {
        let error = key.clone().on(backend).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("enable feature"), "{error}");
        assert!(key.verifying_key().on(backend).is_err());
    }
}

#[test]
fn keys_are_shared_between_threads() {
    fn check<T: Send + Sync + Clone + std::fmt::Debug>() {}
    check::<SigningKey>();
    check::<crate::VerifyingKey>();
    check::<crate::KeySet>();
    check::<Backend>();
}
