//! Keys of several issuers in one set: each issuer names its keys as it likes.

use std::thread;

use jwt_claims::{Algorithm, Claims, Issuer, KeySet, SigningKey, Verifier, jws};
use jwt_claims_tests::forge;
use proptest::prelude::*;

use super::{Session, code, issued_by, subject};

const A: &str = "https://a.example";
const B: &str = "https://b.example";

fn of(key: &SigningKey, issuer: &str) -> KeySet {
    KeySet::from(key.verifying_key()).for_issuer(issuer)
}

/// Two keys of one `kid`, and the set that trusts each for its issuer.
fn namesakes(algorithm: Algorithm) -> ([SigningKey; 2], KeySet) {
    let keys = [(); 2].map(|()| SigningKey::generate(algorithm).unwrap().with_kid("1"));
    let set = of(&keys[0], A).merged(&of(&keys[1], B));
    (keys, set)
}

/// Verifies as claims and as a raw payload, and demands that both agree.
fn verifies(verifier: &Verifier, token: &str) -> bool {
    let claims = verifier.token(token).verify::<Session>().is_ok();
    assert_eq!(jws::verify(verifier, token).is_ok(), claims);
    claims
}

#[test]
fn issuers_with_the_same_kid_do_not_disturb_each_other() {
    for algorithm in [Algorithm::HS256, Algorithm::ES256] {
        let ([a, b], set) = namesakes(algorithm);
        let verifier = Verifier::new(set);
        let tokens = [(&a, A), (&b, B)].map(|(key, issuer)| issued_by(key, issuer));
        let forged = [(&b, A), (&a, B)].map(|(key, issuer)| issued_by(key, issuer));
        for turn in 0..100 {
            assert!(verifies(&verifier, &tokens[turn % 2]), "{algorithm}: turn {turn}");
            assert!(!verifies(&verifier, &forged[turn % 2]), "{algorithm}: turn {turn}");
        }
    }
}

#[test]
fn nor_across_clones_and_threads() {
    let ([a, b], set) = namesakes(Algorithm::ES256);
    let verifier = Verifier::new(set);
    let tokens = [(&a, A), (&b, B)].map(|(key, issuer)| issued_by(key, issuer));
    thread::scope(|threads| {
        for first in 0..4 {
            let (verifier, tokens) = (verifier.clone(), &tokens);
            threads.spawn(move || {
                for turn in first..first + 25 {
                    assert!(verifies(&verifier, &tokens[turn % 2]), "turn {turn}");
                }
            });
        }
    });
    assert!(tokens.iter().all(|token| verifies(&verifier, token)));
}

#[test]
fn a_key_vouches_for_its_own_issuer_only() {
    let [a, b] = [(); 2].map(|()| SigningKey::generate(Algorithm::EdDSA).unwrap());
    let trusted = of(&a, A).merged(&of(&b, B));
    assert!(subject(trusted.clone(), &issued_by(&a, A)).is_ok());
    assert!(subject(trusted.clone(), &issued_by(&b, B)).is_ok());
    assert_eq!(code(trusted.clone(), &issued_by(&b, A)), "key_not_found");
    assert_eq!(code(trusted, &issued_by(&a, "https://c.example")), "key_not_found");

    let error = subject(of(&b, B), &issued_by(&b, A)).unwrap_err();
    assert_eq!((error.violations()[0].claim(), error.violations()[0].code()), ("iss", "wrong_issuer"));
}

#[test]
fn a_kid_that_only_another_issuer_has_is_not_found() {
    let ([a, b], set) = namesakes(Algorithm::ES256);
    let rotated = b.with_kid("2");
    let set = set.merged(&of(&rotated, B));
    // A's next key has the name of one of B's: the keys of A are out of date, nothing is forged.
    assert_eq!(code(set.clone(), &issued_by(&a.clone().with_kid("2"), A)), "key_not_found");
    assert!(subject(set, &issued_by(&rotated, B)).is_ok());
}

#[test]
fn a_token_without_a_kid_means_the_one_key_of_its_issuer() {
    let ([a, b], set) = namesakes(Algorithm::HS256);
    for (key, issuer) in [(a, A), (b, B)] {
        assert!(subject(set.clone(), &issued_by(&key.without_kid(), issuer)).is_ok(), "{issuer}");
    }
}

#[test]
fn keys_that_vouch_for_any_issuer_stay_so_beside_others() {
    let [a, any] = [(); 2].map(|()| SigningKey::generate(Algorithm::EdDSA).unwrap());
    let set = of(&a, A).merged(&any.verifying_key().into());
    assert!(subject(set.clone(), &issued_by(&any, B)).is_ok());
    assert!(subject(set.clone(), &issued_by(&any, A)).is_ok());
    assert_eq!(code(set, &issued_by(&a, B)), "key_not_found");
}

#[test]
fn a_payload_that_names_no_issuer_is_refused_by_its_claims() {
    let secret = [7; 32];
    let a = SigningKey::hs256(secret).unwrap().with_kid("a");
    let b = SigningKey::hs256([8; 32]).unwrap().with_kid("b");
    let verifier = Verifier::new(of(&a, A).merged(&of(&b, B)));
    let token = |payload: &str| forge::hs256(&secret, r#"{"alg":"HS256","kid":"a"}"#, payload);
    for (iss, wanted) in [("", "missing"), (r#","iss":null"#, "null"), (r#","iss":1"#, "wrong_type")] {
        let token = token(&format!(r#"{{"sub":"alice","exp":4102444800{iss}}}"#));
        let error = verifier.token(&token).verify::<Session>().err().unwrap();
        assert_eq!((error.violations()[0].claim(), error.violations()[0].code()), ("iss", wanted));
    }
    let raw = token("no claims at all");
    assert_eq!(jws::verify(&verifier, &raw).unwrap().as_ref(), b"no claims at all");
    let nested = token(r#"{"sub":{"iss":"https://b.example"},"iss":"https://a.example"}"#);
    assert!(jws::verify(&verifier, &nested).is_ok());
}

#[derive(Claims)]
#[claims(ttl = "5m")]
struct Named {
    iss: String,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever order tokens come in, a scoped set accepts what the issuer's
    /// own verifier accepts.
    #[test]
    fn a_set_of_many_issuers_agrees_with_the_verifier_of_each(
        tokens in prop::collection::vec((0..4usize, 0..4usize, 0..3usize), 1..24),
    ) {
        let issuer = |n: usize| format!("https://{n}.example");
        let kid = |n: usize| ["1", "2"].get(n).copied();
        let keys: Vec<_> =
            (0..4u8).map(|n| SigningKey::hs256([n; 32]).unwrap().with_kid("1")).collect();
        let sets: Vec<_> = keys.iter().enumerate().map(|(n, key)| of(key, &issuer(n))).collect();
        // A second set each, so that names matter there, too.
        let sets: Vec<_> = sets.iter().enumerate().map(|(n, set)| {
            let other = SigningKey::hs256([100; 32]).unwrap().with_kid("3");
            set.merged(&of(&other, &issuer(n)))
        }).collect();
        let all = sets.iter().skip(1).fold(sets[0].clone(), |all, set| all.merged(set));
        let together = Verifier::new(all);
        for (key, iss, name) in tokens {
            let signing = match kid(name) {
                Some(kid) => keys[key].clone().with_kid(kid),
                None => keys[key].clone().without_kid(),
            };
            let issued = Issuer::new(signing).issue(&Named { iss: issuer(iss) }).unwrap();
            let alone = Verifier::new(sets[iss].clone());
            let outcome = |verifier: &Verifier| {
                verifier.token(issued.as_str()).verify::<Named>().map(drop).map_err(|error| error.code())
            };
            prop_assert_eq!(outcome(&together), outcome(&alone));
        }
    }
}
