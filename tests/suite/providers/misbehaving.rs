//! Providers with mistakes: none of them makes a key that signs or accepts wrongly.

use jwt_claims::provider::{BadSignature, Failure, Sign, Verify};
use jwt_claims::{Algorithm, Error, Issuer, SigningKey, Verifier, VerifyingKey};
use jwt_claims_tests::forge::es256_signature;

use super::{SECRET, Session, alice};

/// What is wrong, by what it answers.
struct Answers<S, V>(S, V);

impl<S: Fn(&[u8]) -> Result<Vec<u8>, Failure> + Send + Sync, V: Send + Sync> Sign for Answers<S, V> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        self.0(message)
    }
}

impl<S: Send + Sync, V: Fn(&[u8], &[u8]) -> bool + Send + Sync> Verify for Answers<S, V> {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        if self.1(message, signature) { Ok(()) } else { Err(BadSignature) }
    }
}

fn signer(answer: impl Fn(&[u8]) -> Result<Vec<u8>, Failure> + Send + Sync + 'static) -> impl Sign + 'static {
    Answers(answer, ())
}

fn verifier(answer: impl Fn(&[u8], &[u8]) -> bool + Send + Sync + 'static) -> impl Verify + 'static {
    Answers((), answer)
}

/// Signs with the message's length, which its verifier compares.
fn toy(message: &[u8]) -> Vec<u8> {
    vec![u8::try_from(message.len() % 251).unwrap() + 1; 64]
}

fn toy_public() -> VerifyingKey {
    VerifyingKey::from_verifier(Algorithm::EdDSA, verifier(|message, signature| signature == toy(message)))
        .unwrap()
}

#[test]
fn a_signer_that_gives_something_else_makes_no_key() {
    type Answer = fn(&[u8]) -> Result<Vec<u8>, Failure>;
    let mistakes: [(Answer, &str); 8] = [
        (|_| Ok(vec![]), "found one of 0"),
        (|message| Ok(toy(message)[1..].to_vec()), "found one of 63"),
        (|message| Ok([&toy(message)[..], &[0]].concat()), "found one of 65"),
        (|_| Ok(vec![0; 100_000]), "found one of 100000"),
        (|_| Ok(vec![9; 64]), "and nothing else"),
        (|_| Err(Failure::Failed("no\ndevice".into())), r"failed to sign: no\u{a}device"),
        (|_| Err(Failure::InvalidKey("gone".into())), "failed to sign: gone"),
        (|_| Err(Failure::Unsupported("off".into())), "failed to sign: off"),
    ];
    for (answer, text) in mistakes {
        let error = SigningKey::from_signer(toy_public(), signer(answer)).unwrap_err();
        assert_eq!(error.code(), "invalid_key", "{error}");
        assert!(error.to_string().contains(text), "expected {text}, found {error}");
    }
    assert!(SigningKey::from_signer(toy_public(), signer(|message| Ok(toy(message)))).is_ok());
}

#[test]
fn a_verifier_that_accepts_anything_makes_no_key() {
    for algorithm in [Algorithm::HS256, Algorithm::ES256, Algorithm::EdDSA, Algorithm::MlDsa44] {
        let error = VerifyingKey::from_verifier(algorithm, verifier(|_, _| true)).unwrap_err();
        assert_eq!(error.code(), "invalid_key", "{error}");
    }
    // one that looks at the signature's form alone
    let loose = verifier(|_, signature| signature.first() != Some(&0));
    let loose = VerifyingKey::from_verifier(Algorithm::EdDSA, loose).unwrap();
    let error = SigningKey::from_signer(loose, signer(|message| Ok(toy(message)))).unwrap_err();
    assert!(error.to_string().contains("and nothing else"), "{error}");
}

/// A signer that fails later issues nothing.
#[test]
fn a_device_that_goes_away_issues_no_token() {
    let device = signer(|message| match message {
        b"a key's first signature" => Ok(toy(message)),
        _ => Err(Failure::Failed("the session has ended".into())),
    });
    let issuer = Issuer::new(SigningKey::from_signer(toy_public(), device).unwrap());
    let error = issuer.issue(&alice()).unwrap_err();
    assert_eq!(error.code(), "issue_failed");
    assert!(error.to_string().ends_with("failed to sign: the session has ended"), "{error}");

    let longer = signer(|message| match message {
        b"a key's first signature" => Ok(toy(message)),
        _ => Ok(vec![1; 70]),
    });
    let issuer = Issuer::new(SigningKey::from_signer(toy_public(), longer).unwrap());
    let error = issuer.issue(&alice()).unwrap_err();
    assert!(error.to_string().contains("expected a signature of 64 octets"), "{error}");
}

#[test]
fn a_key_whose_material_is_elsewhere_is_neither_exported_nor_moved() {
    let key = SigningKey::from_signer(toy_public(), signer(|message| Ok(toy(message)))).unwrap();
    let public = key.verifying_key();
    let backend = SigningKey::hs256(SECRET).unwrap().backend();
    let refused: [Result<(), Error>; 6] = [
        key.to_private_jwk().map(drop),
        key.to_private_pem().map(drop),
        key.clone().on(backend).map(drop),
        public.to_jwk().map(drop),
        public.to_pem().map(drop),
        public.clone().on(backend).map(drop),
    ];
    for error in refused.map(Result::unwrap_err) {
        assert_eq!(error.code(), "invalid_key", "{error}");
    }
    assert_eq!((public.kid(), public.thumbprint()), (None, None));
    assert_eq!(format!("{:?}", key.backend()), "OWN");
    let error = SigningKey::hs256(SECRET).unwrap().on(key.backend()).unwrap_err();
    assert_eq!(error.code(), "unsupported", "{error}");
}

/// The private part in a device, the public half here.
#[test]
fn a_device_signs_for_a_public_key_that_is_here() {
    let inside = SigningKey::generate(Algorithm::ES256).unwrap();
    let public = VerifyingKey::from_jwk(Algorithm::ES256, &inside.verifying_key().to_jwk().unwrap()).unwrap();
    let unrelated = SigningKey::generate(Algorithm::ES256).unwrap();
    for (key, belongs) in [(inside, true), (unrelated, false)] {
        let jwk = key.to_private_jwk().unwrap();
        let device = signer(move |message| Ok(es256_signature(&jwk, message)));
        let made = SigningKey::from_signer(public.clone(), device);
        assert_eq!(made.is_ok(), belongs, "{made:?}");
        let Ok(made) = made else { continue };
        assert_eq!(made.kid(), public.kid());
        let issued = Issuer::new(made).issue(&alice()).unwrap();
        let verifier = Verifier::new(public.clone());
        assert!(verifier.token(issued.as_str()).verify::<Session>().is_ok());
    }
}

#[test]
fn an_rsa_key_needs_its_public_half() {
    let error = VerifyingKey::from_verifier(Algorithm::PS384, verifier(|_, _| false)).unwrap_err();
    assert!(error.to_string().contains("use `from_pem`"), "{error}");
}
