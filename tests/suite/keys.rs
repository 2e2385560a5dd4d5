//! Keys as a service uses them: every algorithm on every backend, rotation,
//! several issuers side by side, and keys that leave and come back.

mod certificates;
mod issuers;
mod ml_dsa;
mod try_each;

use std::time::Duration;

use jwt_claims::{
    Algorithm, Backend, Claims, Error, ErrorKind, Family, Issuer, KeySet, SigningKey, Verifier, VerifyingKey,
};

use crate::built_in;

#[derive(Claims)]
#[claims(ttl = "5m")]
struct Session {
    sub: String,
}

const BACKENDS: [Backend; 4] = [
    Backend::AWS_LC_RS,
    Backend::RUST_CRYPTO,
    Backend::JSONWEBTOKEN_AWS_LC,
    Backend::JSONWEBTOKEN_RUST_CRYPTO,
];

fn issued(key: &SigningKey) -> String {
    issued_by(key, "https://a.example")
}

fn issued_by(key: &SigningKey, issuer: &str) -> String {
    let issuer = Issuer::new(key.clone()).with_issuer(issuer);
    issuer.issue(&Session { sub: "alice".into() }).unwrap().into_string()
}

fn subject(keys: impl Into<KeySet>, token: &str) -> Result<String, Error> {
    let verifier = Verifier::new(keys).with_leeway(Duration::ZERO)?;
    Ok(verifier.token(token).verify::<Session>()?.into_inner().sub)
}

fn code(keys: impl Into<KeySet>, token: &str) -> &'static str {
    subject(keys, token).unwrap_err().code()
}

#[test]
fn each_algorithm_on_each_backend_issues_what_each_verifies() {
    for algorithm in built_in() {
        let key = SigningKey::generate(algorithm).unwrap();
        for signs in BACKENDS {
            let Ok(signing) = key.clone().on(signs) else {
                assert_not_offered(&key, signs);
                continue;
            };
            assert_eq!(
                (signing.algorithm(), signing.backend(), signing.kid()),
                (algorithm, signs, key.kid())
            );
            let token = issued(&signing);
            for verifies in BACKENDS {
                if let Ok(verifying) = key.verifying_key().on(verifies) {
                    let outcome = subject(verifying, &token);
                    assert_eq!(outcome.unwrap(), "alice", "{algorithm}: {signs:?} to {verifies:?}");
                }
            }
        }
    }
}

fn assert_not_offered(key: &SigningKey, backend: Backend) {
    let algorithm = key.algorithm();
    let is_rare = matches!(algorithm, Algorithm::ES512 | Algorithm::ES256K);
    assert!(is_rare || algorithm.family() == Family::Akp, "{algorithm} on {backend:?}");
    assert_ne!(backend, Backend::AWS_LC_RS);
    let error = key.clone().on(backend).unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Unsupported, "unsupported"), "{error}");
    assert!(key.verifying_key().on(backend).is_err());
}

#[test]
fn a_key_that_left_as_jwk_or_pem_is_the_same_when_it_comes_back() {
    for algorithm in built_in() {
        let key = SigningKey::generate(algorithm).unwrap();
        let from_jwk = SigningKey::from_jwk(algorithm, &key.to_private_jwk().unwrap()).unwrap();
        assert_eq!(from_jwk.kid(), key.kid(), "{algorithm}");
        assert_eq!(subject(key.verifying_key(), &issued(&from_jwk)).unwrap(), "alice", "{algorithm}");
        if key.verifying_key().thumbprint().is_none() {
            continue; // a secret: no PEM, nothing public
        }
        let from_pem = SigningKey::from_pem(algorithm, key.to_private_pem().unwrap().as_str()).unwrap();
        assert_eq!(subject(key.verifying_key(), &issued(&from_pem)).unwrap(), "alice", "{algorithm}");
        let public = [
            VerifyingKey::from_jwk(algorithm, &key.verifying_key().to_jwk().unwrap()).unwrap(),
            VerifyingKey::from_pem(algorithm, key.verifying_key().to_pem().unwrap()).unwrap(),
        ];
        for verifying in public {
            assert_eq!(verifying.kid(), key.kid(), "{algorithm}");
            assert_eq!(subject(verifying, &issued(&key)).unwrap(), "alice", "{algorithm}");
        }
    }
}

#[test]
fn a_published_set_verifies_what_its_keys_sign_and_gives_no_secret_away() {
    let keys: Vec<SigningKey> = built_in().map(|each| SigningKey::generate(each).unwrap()).collect();
    let published = keys.iter().map(SigningKey::verifying_key).collect::<KeySet>().to_jwks();
    let imported = KeySet::from_jwks(&published, Algorithm::ALL).unwrap();
    assert_eq!(imported.skipped().len(), 0);
    for key in &keys {
        let outcome = subject(imported.clone(), &issued(key));
        match key.verifying_key().thumbprint() {
            Some(_) => assert_eq!(outcome.unwrap(), "alice", "{key:?}"),
            None => assert_eq!(outcome.unwrap_err().code(), "key_not_found", "{key:?}"),
        }
    }
    assert!(!published.contains("\"oct\"") && !published.contains("\"d\""), "{published}");
}

#[test]
fn rotation_keeps_old_tokens_good_until_the_old_key_goes() {
    let [old, new] = [(); 2].map(|()| SigningKey::generate(Algorithm::ES256).unwrap());
    let (by_old, by_new) = (issued(&old), issued(&new));
    let set = |keys: &[&SigningKey]| keys.iter().map(|key| key.verifying_key()).collect::<KeySet>();

    let both = set(&[&new, &old]);
    assert!(subject(both.clone(), &by_old).is_ok() && subject(both.clone(), &by_new).is_ok());
    assert_eq!(code(both.clone(), &issued(&old.clone().without_kid())), "key_ambiguous");
    assert_eq!(code(both, &issued(&old.clone().with_kid(new.kid().unwrap()))), "signature_invalid");

    let other = SigningKey::generate(Algorithm::ES256).unwrap();
    assert_eq!(code(set(&[&new, &other]), &by_old), "key_not_found");
}

#[test]
fn keys_of_another_algorithm_are_never_tried() {
    let [ec, ed] =
        [Algorithm::ES256, Algorithm::EdDSA].map(|each| SigningKey::generate(each).unwrap().with_kid("1"));
    let both: KeySet = [ec.verifying_key(), ed.verifying_key()].into_iter().collect();
    assert!(subject(both.clone(), &issued(&ec)).is_ok() && subject(both.clone(), &issued(&ed)).is_ok());
    let rsa = SigningKey::generate(Algorithm::PS256).unwrap().with_kid("1");
    assert_eq!(code(both, &issued(&rsa)), "alg_not_allowed");
}

#[test]
fn a_set_of_one_key_tells_a_key_that_it_lacks_from_a_forgery() {
    let [old, new] = [(); 2].map(|()| SigningKey::generate(Algorithm::ES256).unwrap());
    let set = KeySet::from_jwks(&KeySet::from(old.verifying_key()).to_jwks(), &[Algorithm::ES256]).unwrap();
    assert!(subject(set.clone(), &issued(&old)).is_ok());
    let missed = subject(set.clone(), &issued(&new)).unwrap_err();
    assert_eq!((missed.code(), missed.wants_other_keys()), ("key_not_found", true));
    let forged = subject(set, &issued(&new.with_kid(old.kid().unwrap()))).unwrap_err();
    assert_eq!((forged.code(), forged.wants_other_keys()), ("signature_invalid", false));
}

#[test]
fn a_new_algorithm_in_a_rotated_set_is_a_key_that_is_not_there_yet() {
    let [old, new] = [Algorithm::ES256, Algorithm::EdDSA].map(|each| SigningKey::generate(each).unwrap());
    let fetched = |keys: &[&SigningKey]| {
        let published = keys.iter().map(|key| key.verifying_key()).collect::<KeySet>().to_jwks();
        KeySet::from_jwks(&published, &[Algorithm::ES256, Algorithm::EdDSA]).unwrap()
    };
    assert!(subject(fetched(&[&old]), &issued(&new)).unwrap_err().wants_other_keys());
    assert!(subject(fetched(&[&old, &new]), &issued(&new)).is_ok());
    let unwanted = SigningKey::generate(Algorithm::ES384).unwrap();
    assert_eq!(code(fetched(&[&old]), &issued(&unwanted)), "alg_not_allowed");
}
