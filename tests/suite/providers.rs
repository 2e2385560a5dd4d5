//! Cryptography of others behind keys: what reaches a provider, and what it cannot do.

mod long_signatures;
mod materials;
mod misbehaving;

use std::sync::atomic::{AtomicUsize, Ordering};

use aws_lc_rs::hmac;
use jwt_claims::provider::{BadSignature, Failure, PrivateKey, Provider, PublicKey, Sign, Verify};
use jwt_claims::{Algorithm, Backend, Claims, Issuer, SigningKey, Verifier};
use jwt_claims_tests::forge::{base64url, hs256};

const SECRET: &[u8] = b"a secret of at least thirty-two bytes";

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Session {
    sub: String,
}

fn alice() -> Session {
    Session { sub: "alice".into() }
}

/// HS256 elsewhere, and how often it was asked.
#[derive(Default)]
struct Counting {
    signed: AtomicUsize,
    verified: AtomicUsize,
}

impl Counting {
    fn asked(&self) -> (usize, usize) {
        (self.signed.load(Ordering::Relaxed), self.verified.load(Ordering::Relaxed))
    }
}

struct Counted(&'static Counting, hmac::Key);

impl Provider for &'static Counting {
    fn name(&self) -> &str {
        "counting\n"
    }

    fn signer(&self, key: &PrivateKey<'_>) -> Result<Box<dyn Sign>, Failure> {
        Ok(Box::new(counted(self, key.algorithm(), key.secret())?))
    }

    fn verifier(&self, key: &PublicKey<'_>) -> Result<Box<dyn Verify>, Failure> {
        Ok(Box::new(counted(self, key.algorithm(), key.secret())?))
    }
}

fn counted(
    counting: &'static Counting,
    algorithm: Algorithm,
    secret: Option<&[u8]>,
) -> Result<Counted, Failure> {
    match secret {
        Some(secret) if algorithm == Algorithm::HS256 => {
            Ok(Counted(counting, hmac::Key::new(hmac::HMAC_SHA256, secret)))
        }
        _ => Err(Failure::Unsupported("only HS256\u{1b}".into())),
    }
}

impl Sign for Counted {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        self.0.signed.fetch_add(1, Ordering::Relaxed);
        Ok(hmac::sign(&self.1, message).as_ref().to_vec())
    }
}

impl Verify for Counted {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        self.0.verified.fetch_add(1, Ordering::Relaxed);
        hmac::verify(&self.1, message, signature).map_err(|_| BadSignature)
    }
}

/// A provider that lives as long as the test.
fn counting() -> (&'static Counting, Backend) {
    let counting: &'static Counting = Box::leak(Box::default());
    (counting, Backend::provided(Box::leak(Box::new(counting))))
}

#[test]
fn a_provider_signs_and_verifies_and_is_asked_once_for_each() {
    let (provider, backend) = counting();
    let ours = SigningKey::hs256(SECRET).unwrap();
    let theirs = ours.clone().on(backend).unwrap();
    assert_eq!((theirs.backend(), theirs.kid()), (backend, ours.kid()));
    let (issuer, verifier) = (Issuer::new(theirs.clone()), Verifier::new(theirs.verifying_key()));

    let before = provider.asked();
    let issued = issuer.issue(&alice()).unwrap();
    assert_eq!(provider.asked(), (before.0 + 1, before.1));
    let token = verifier.token(issued.as_str());
    assert_eq!(*token.verify::<Session>().unwrap(), alice());
    assert_eq!(provider.asked(), (before.0 + 1, before.1 + 1));

    let verifier = Verifier::new(ours.verifying_key());
    assert!(verifier.token(issued.as_str()).verify::<Session>().is_ok());
    let issued = Issuer::new(ours).issue(&alice()).unwrap();
    let verifier = Verifier::new(theirs.verifying_key());
    assert!(verifier.token(issued.as_str()).verify::<Session>().is_ok());
}

/// Another algorithm, `none` and a signature of another length are refused before the
/// provider is asked: it cannot accept them.
#[test]
fn a_provider_is_not_asked_about_what_its_key_is_not_for() {
    let (provider, backend) = counting();
    let key = SigningKey::hs256(SECRET).unwrap().on(backend).unwrap();
    let verifier = Verifier::new(key.verifying_key());
    let before = provider.asked();
    let payload = r#"{"sub":"alice","exp":4102444800}"#;
    for alg in Algorithm::ALL.iter().map(|algorithm| algorithm.name()).chain(["none", "", "hs256", "X"]) {
        let token = hs256(SECRET, format!(r#"{{"alg":"{alg}"}}"#), payload);
        let verified = verifier.token(&token).verify::<Session>();
        assert_eq!(verified.is_ok(), alg == "HS256", "{alg}");
    }
    assert_eq!(provider.asked(), (before.0, before.1 + 1));
    let signing_input = format!("{}.{}", base64url(r#"{"alg":"HS256"}"#), base64url(payload));
    for length in (0..5_000).filter(|&length| length != 32) {
        let token = format!("{signing_input}.{}", base64url(vec![0; length]));
        let error = verifier.token(&token).verify::<Session>().unwrap_err();
        assert!(["signature_invalid", "token_malformed"].contains(&error.code()), "{length}: {error}");
    }
    assert_eq!(provider.asked(), (before.0, before.1 + 1));
}

#[test]
fn a_provider_that_does_not_offer_an_algorithm_says_so_in_one_line() {
    let (_, backend) = counting();
    assert_eq!(format!("{backend:?}"), r"provided(counting\u{a})");
    let error = SigningKey::generate(Algorithm::ES256).unwrap().on(backend).unwrap_err();
    assert_eq!(error.code(), "unsupported");
    assert_eq!(error.to_string(), r"backend provided(counting\u{a}) does not offer ES256: only HS256\u{1b}");
}

#[test]
fn two_providers_of_one_type_are_two_backends() {
    let ((first, one), (second, two)) = (counting(), counting());
    assert_eq!(one, one);
    assert_ne!(one, two);
    let key = SigningKey::hs256(SECRET).unwrap().on(one).unwrap();
    let asked = first.asked();
    let moved = key.on(two).unwrap();
    assert_eq!((moved.backend(), first.asked()), (two, asked));
    assert_ne!(second.asked().0, 0);
}
