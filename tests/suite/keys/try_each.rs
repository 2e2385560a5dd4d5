//! Keys that are tried one by one for tokens without a `kid`.

use jwt_claims::{Algorithm, ErrorKind, KeySet, SigningKey, Verifier, VerifyingKey, jws};
use proptest::prelude::*;

use super::{Session, code, issued, issued_by, subject};

const A: &str = "https://a.example";
const B: &str = "https://b.example";

/// Keys without a `kid`.
fn nameless<const N: usize>(algorithm: Algorithm) -> [SigningKey; N] {
    [(); N].map(|()| SigningKey::generate(algorithm).unwrap().without_kid())
}

fn verifying(keys: &[SigningKey]) -> Vec<VerifyingKey> {
    keys.iter().map(SigningKey::verifying_key).collect()
}

fn each_of(keys: &[SigningKey]) -> KeySet {
    KeySet::try_each(verifying(keys)).unwrap()
}

/// The code of a refusal, as claims and as a raw payload, and that both agree.
fn outcome(verifier: &Verifier, token: &str) -> Result<(), &'static str> {
    let raw = jws::verify(verifier, token).map(drop).map_err(|error| error.code());
    let claims = verifier.token(token).verify::<Session>().map(drop).map_err(|error| error.code());
    assert_eq!(raw, claims);
    claims
}

#[test]
fn tokens_of_the_old_and_the_new_key_are_accepted_in_any_order() {
    for algorithm in [Algorithm::HS256, Algorithm::ES256, Algorithm::EdDSA] {
        let keys: [_; 2] = nameless(algorithm);
        let stranger = &nameless::<1>(algorithm)[0];
        let tokens = [&keys[0], &keys[1], stranger].map(issued);
        let verifier = Verifier::new(each_of(&keys));
        for turn in 0..100 {
            assert_eq!(outcome(&verifier, &tokens[turn % 2]), Ok(()), "{algorithm}: turn {turn}");
            assert_eq!(outcome(&verifier, &tokens[2]), Err("signature_invalid"), "{algorithm}: turn {turn}");
        }
        let error = subject(each_of(&keys), &tokens[2]).unwrap_err().to_string();
        assert!(error.contains("none of the tried keys"), "{error}");
    }
}

#[test]
fn the_old_key_goes_when_it_leaves_the_set() {
    let keys: [_; 3] = nameless(Algorithm::HS256);
    let tokens = [0, 1, 2].map(|place| issued(&keys[place]));
    for (set, good) in [(&keys[..2], [true, true, false]), (&keys[1..], [false, true, true])] {
        for (token, good) in tokens.iter().zip(good) {
            assert_eq!(subject(each_of(set), token).is_ok(), good);
        }
    }
    assert_eq!(code(each_of(&keys[..1]), &tokens[1]), "signature_invalid");
    assert_eq!(code(each_of(&[]), &tokens[1]), "key_not_found");
}

#[test]
fn four_keys_of_an_algorithm_are_allowed_and_five_refused() {
    let many: [_; 5] = nameless(Algorithm::HS256);
    let set = each_of(&many[..4]);
    for key in &many[..4] {
        assert!(subject(set.clone(), &issued(key)).is_ok());
    }
    assert_eq!(code(set, &issued(&many[4])), "signature_invalid");

    let error = KeySet::try_each(verifying(&many)).unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Config, "invalid_config"));
    assert!(
        error.to_string().contains("at most 4 keys of each algorithm to try, found 5 of HS256"),
        "{error}"
    );

    // The limit is for each algorithm, and a key that is given twice counts once.
    let others: [_; 4] = nameless(Algorithm::ES256);
    let both = [&many[..4], &others, &many[..4]].concat();
    let set = each_of(&both);
    assert_eq!(set.len(), 8);
    assert!(both.iter().all(|key| subject(set.clone(), &issued(key)).is_ok()));
}

#[test]
fn a_kid_selects_and_nothing_else_is_tried() {
    for algorithm in [Algorithm::HS256, Algorithm::ES256] {
        let [one, two, none] = nameless::<3>(algorithm);
        let (one, two) = (one.with_kid("1"), two.with_kid("2"));
        let verifier = Verifier::new(each_of(&[one.clone(), two.clone(), none.clone()]));
        let named = |key: &SigningKey, kid: &str| issued(&key.clone().with_kid(kid));
        let cases = [
            (issued(&one), Ok(())),
            (issued(&one.clone().without_kid()), Ok(())),
            (issued(&two.clone().without_kid()), Ok(())),
            (named(&two, "1"), Err("signature_invalid")),
            (named(&one, "2"), Err("signature_invalid")),
            (named(&none, "1"), Err("signature_invalid")),
            (named(&none, "3"), Err("key_not_found")),
            (named(&one, ""), Err("key_not_found")),
            (issued(&none), Ok(())),
            (issued(&two), Ok(())),
        ];
        // A second round, because the verifier remembers headers that it accepted.
        for (nth, (token, wanted)) in cases.iter().chain(&cases).enumerate() {
            assert_eq!(outcome(&verifier, token), *wanted, "{algorithm}: case {nth}");
        }
        let twins = each_of(&[one.clone(), two.clone().with_kid("1")]);
        assert_eq!(code(twins, &issued(&one)), "key_ambiguous");
    }
}

#[test]
fn keys_of_another_algorithm_are_not_tried() {
    let secret = [7; 64];
    let key = |algorithm| SigningKey::from_secret(algorithm, secret).unwrap();
    let [hs256, hs512] = [Algorithm::HS256, Algorithm::HS512].map(key);
    let other = &nameless::<1>(Algorithm::HS256)[0];
    let set = each_of(&[hs256, other.clone()]);
    assert_eq!(code(set, &issued(&hs512)), "alg_not_allowed");
}

#[test]
fn keys_of_each_issuer_are_tried_for_its_tokens_only() {
    let a: [_; 2] = nameless(Algorithm::HS256);
    let b: [_; 4] = nameless(Algorithm::HS256);
    let verifier = Verifier::new(each_of(&a).for_issuer(A).merged(&each_of(&b).for_issuer(B)));
    for _ in 0..20 {
        for (keys, own, other) in [(&a[..], A, B), (&b[..], B, A)] {
            for key in keys {
                assert_eq!(outcome(&verifier, &issued_by(key, own)), Ok(()));
                assert_eq!(outcome(&verifier, &issued_by(key, other)), Err("signature_invalid"));
                assert_eq!(outcome(&verifier, &issued_by(key, "https://c.example")), Err("key_not_found"));
            }
        }
    }
    // The key that held binds the issuer: here, all keys are tried.
    let [one, two] = nameless::<2>(Algorithm::HS256);
    let bound = [one.verifying_key().for_issuer(A), two.verifying_key().for_issuer(B)];
    let set = KeySet::try_each(bound).unwrap();
    assert!(subject(set.clone(), &issued_by(&one, A)).is_ok());
    assert_eq!(code(set, &issued_by(&two, A)), "signature_invalid");
}

#[test]
fn one_issuer_may_have_a_kid_and_another_none() {
    let named = SigningKey::generate(Algorithm::ES256).unwrap();
    let next = SigningKey::generate(Algorithm::ES256).unwrap();
    let published: KeySet = [named.verifying_key(), next.verifying_key()].into_iter().collect();
    let tried: [_; 2] = nameless(Algorithm::ES256);
    let verifier = Verifier::new(published.for_issuer(A).merged(&each_of(&tried).for_issuer(B)));
    for _ in 0..20 {
        assert_eq!(outcome(&verifier, &issued_by(&named, A)), Ok(()));
        assert_eq!(outcome(&verifier, &issued_by(&tried[0], B)), Ok(()));
        assert_eq!(outcome(&verifier, &issued_by(&named.clone().without_kid(), A)), Err("key_ambiguous"));
        assert_eq!(outcome(&verifier, &issued_by(&tried[1], B)), Ok(()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the keys and the order of the tokens: a token without a `kid` is
    /// accepted just where the verifier of one of the keys alone accepts it, and
    /// a token with a `kid` where the key of that name does.
    #[test]
    fn a_set_agrees_with_the_verifiers_of_its_keys(
        named in prop::collection::vec(any::<bool>(), 2..5),
        tokens in prop::collection::vec((0..6u8, prop::option::of(0..6usize)), 1..32),
    ) {
        let signing = |n: u8| SigningKey::hs256([n; 32]).unwrap();
        let keys: Vec<_> = (0..).zip(&named).map(|(n, &named)| {
            let key = signing(n);
            if named { key.with_kid(n.to_string()) } else { key }
        }).collect();
        let together = Verifier::new(each_of(&keys));
        for (signer, kid) in tokens {
            let kid = kid.map(|kid| kid.to_string());
            let key = kid.iter().fold(signing(signer), |key, kid| key.with_kid(kid.as_str()));
            let token = issued(&key);
            let holds = keys.iter().any(|key| {
                let meant = kid.is_none() || key.kid() == kid.as_deref();
                meant && subject(key.verifying_key(), &token).is_ok()
            });
            prop_assert_eq!(outcome(&together, &token).is_ok(), holds);
        }
    }
}
