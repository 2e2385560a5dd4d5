//! The steps of a rotation, one by one.

use jwt_claims::{Audience, Issuer, NumericDate, SigningKey, Verifier, jws};

use super::*;

fn at(seconds: i64) -> NumericDate {
    NumericDate::from_seconds(seconds).expect("a date")
}

#[test]
fn a_key_is_published_then_signs_then_stays_and_goes() {
    let clock = FixedClock::at(NOW);
    let ring = builder(&clock).in_memory().unwrap();
    let issuer = Issuer::from_ring(&ring);
    let old = ring.signing_key().kid().unwrap().to_owned();
    assert_eq!((kids(&ring, State::Current), ring.version()), (vec![old.clone()], 1));

    clock.advance(seconds(1_000));
    let next = ring.rotate().unwrap();
    assert_eq!(next.published_at(), at(NOW + 1_000));
    assert_eq!(next.signs_from(), at(NOW + 1_000 + LEAD as i64));
    assert_eq!((next.removed_at(), next.algorithm()), (None, Algorithm::EdDSA));
    assert_eq!(ring.rotate().unwrap(), next, "there is a next key already");
    assert_eq!((ring.key_set().len(), ring.version()), (2, 2));

    clock.advance(seconds(LEAD - 1));
    assert_eq!(kids(&ring, State::Current), [old.as_str()]);
    let last_of_old = issuer.issue(&alice()).unwrap();
    clock.advance(seconds(1));
    assert_eq!(kids(&ring, State::Current), [next.kid()]);
    assert_eq!(kids(&ring, State::Retired), [old.as_str()]);
    assert_eq!(ring.version(), 3);
    let first_of_new = issuer.issue(&alice()).unwrap();
    let verifier = Verifier::new(ring.key_set()).with_clock(clock.clone());
    for issued in [&last_of_old, &first_of_new] {
        assert!(verifier.verify::<Access>(issued.as_str()).is_ok());
    }

    let removed_at = ring.keys()[0].removed_at();
    assert_eq!(removed_at, Some(at(NOW + (1_000 + LEAD + LIFETIME + LEEWAY) as i64)));
    clock.advance(seconds(LIFETIME + LEEWAY - 1));
    assert_eq!(ring.key_set().len(), 2);
    clock.advance(seconds(1));
    assert_eq!((ring.key_set().len(), ring.version()), (1, 4));
    assert!(!ring.jwks().body().contains(&old));
}

#[test]
fn a_ring_replaces_its_key_by_age() {
    let clock = FixedClock::at(NOW);
    let store = Faulty::default();
    let ring = builder(&clock).with_rotation_every(seconds(10_000)).open(store.clone()).unwrap();
    let old = ring.signing_key();
    clock.set(NOW + 10_000 - LEAD as i64 - 1);
    ring.maintain().unwrap();
    assert_eq!(ring.keys().len(), 1, "it is not old enough");
    clock.advance(seconds(1));
    ring.maintain().unwrap();
    ring.maintain().unwrap();
    assert_eq!(kids(&ring, State::Next).len(), 1);
    clock.set(NOW + 10_000);
    assert_ne!(ring.signing_key().kid(), old.kid(), "the new key signs when the old one has that age");
    clock.advance(seconds(LIFETIME + LEEWAY));
    assert_eq!(store.inner.load().unwrap().len(), 2);
    ring.maintain().unwrap();
    assert_eq!(store.inner.load().unwrap().len(), 1, "a key that is over leaves the store");
}

#[test]
fn another_algorithm_is_introduced_as_another_key() {
    let clock = FixedClock::at(NOW);
    let store = Faulty::default();
    builder(&clock).open(store.clone()).unwrap();
    let settings = KeyRing::builder(Algorithm::ES256, seconds(LIFETIME)).with_clock(clock.clone());
    let ring = settings.open(store).unwrap();
    assert_eq!(ring.signing_key().algorithm(), Algorithm::EdDSA);
    ring.maintain().unwrap();
    assert_eq!(ring.signing_key().algorithm(), Algorithm::EdDSA);
    clock.advance(seconds(LEAD));
    ring.maintain().unwrap();
    assert_eq!((ring.signing_key().algorithm(), ring.keys().len()), (Algorithm::ES256, 2));
}

#[test]
fn an_issuer_signs_with_the_current_key_and_names_it() {
    let clock = FixedClock::at(NOW);
    let ring = builder(&clock).in_memory().unwrap();
    let issuer = Issuer::from_ring(&ring).with_header_parameter("region", "eu-1").unwrap();
    for _ in 0..3 {
        for _ in 0..3 {
            let kid = ring.signing_key().kid().unwrap().to_owned();
            let verifier = Verifier::new(ring.key_set()).with_clock(clock.clone());
            let issued = issuer.issue(&alice()).unwrap();
            let access = verifier.verify::<Access>(issued.as_str()).unwrap();
            assert_eq!(access.header().kid(), Some(kid.as_str()));
            assert_eq!(access.header().get::<&str>("region").unwrap(), Some("eu-1"));
            let payload =
                jws::verify_typed(&verifier, "a+jws", &jws::sign_typed(&issuer, "a+jws", b"a").unwrap());
            assert_eq!(payload.unwrap().header().kid(), Some(kid.as_str()));
        }
        ring.rotate().unwrap();
        clock.advance(seconds(LEAD));
    }
}

#[test]
fn header_parameters_that_depend_on_the_key_are_refused() {
    let ring = builder(&FixedClock::at(NOW)).in_memory().unwrap();
    let error = Issuer::from_ring(&ring).with_jwk().unwrap_err();
    assert_eq!(error.code(), "invalid_config");
    assert!(error.to_string().contains("key ring"), "{error}");
    assert_eq!(Issuer::from_ring(&ring).with_x5t("x").unwrap_err().code(), "invalid_config");
}

#[test]
fn no_token_outlives_its_key() {
    #[derive(Claims)]
    #[claims(optional(exp))]
    struct Long {
        sub: String,
        aud: Option<Audience>,
        exp: Option<NumericDate>,
    }
    let clock = FixedClock::at(NOW);
    let ring = builder(&clock).in_memory().unwrap();
    let issuer = Issuer::from_ring(&ring);
    let issue = |after: Option<u64>| {
        let exp = after.map(|after| at(NOW + after as i64));
        issuer.issue(&Long { sub: "alice".into(), aud: None, exp }).map(drop)
    };
    assert!(issue(Some(LIFETIME)).is_ok());
    for exp in [Some(LIFETIME + 1), Some(1_000_000), None] {
        let error = issue(exp).unwrap_err();
        assert_eq!(error.code(), "issue_failed");
        assert!(error.to_string().contains("longest lifetime of the key ring"), "{error}");
    }
    let unchecked = issuer.clone().without_read_back().with_ttl(seconds(LIFETIME + 1)).unwrap();
    assert!(unchecked.issue(&Long { sub: "alice".into(), aud: None, exp: None }).is_err());
}

/// Each look at the clock takes a second, which a slow machine or the end of a second also does.
#[test]
fn time_that_passes_while_a_token_is_issued_is_no_error() {
    struct Ticking(std::sync::atomic::AtomicI64);
    impl jwt_claims::Clock for Ticking {
        fn now(&self) -> NumericDate {
            at(self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst))
        }
    }
    let clock = Ticking(NOW.into());
    let ring = KeyRing::builder(Algorithm::EdDSA, seconds(LIFETIME)).with_clock(clock).in_memory().unwrap();
    let issuer = Issuer::from_ring(&ring);
    for _ in 0..50 {
        issuer.issue(&alice()).unwrap();
    }
}

#[test]
fn a_revoked_key_goes_at_once_and_the_next_one_signs() {
    let clock = FixedClock::at(NOW);
    let store = Faulty::default();
    let ring = builder(&clock).open(store.clone()).unwrap();
    let other = builder(&clock).open(store.clone()).unwrap();
    let issuer = Issuer::from_ring(&ring);
    let leaked = ring.signing_key().kid().unwrap().to_owned();
    let token = issuer.issue(&alice()).unwrap();
    let next = ring.rotate().unwrap();

    assert!(ring.revoke(&leaked).unwrap());
    assert!(!ring.revoke(&leaked).unwrap(), "it is gone");
    assert_eq!(kids(&ring, State::Current), [next.kid()]);
    let verifier = Verifier::new(ring.key_set()).with_clock(clock.clone());
    assert_eq!(verifier.verify::<Access>(token.as_str()).unwrap_err().code(), "key_not_found");
    assert!(verifier.verify::<Access>(issuer.issue(&alice()).unwrap().as_str()).is_ok());
    other.maintain().unwrap();
    assert_eq!(other.keys(), ring.keys());
    assert!(store.inner.load().unwrap().iter().all(|key| key.kid() != leaked));

    // without a next key, there is a new one
    let current = kids(&ring, State::Current)[0].clone();
    assert!(ring.revoke(&current).unwrap());
    assert_eq!(ring.keys().len(), 1);
    assert!(!ring.revoke("unknown").unwrap());
}

#[test]
fn revoking_a_key_that_does_not_sign_changes_no_other() {
    let clock = FixedClock::at(NOW);
    let ring = builder(&clock).in_memory().unwrap();
    let first = ring.signing_key();
    let next = ring.rotate().unwrap();
    assert!(ring.revoke(next.kid()).unwrap());
    assert_eq!(kids(&ring, State::Current), [first.kid().unwrap()]);
    let next = ring.rotate().unwrap();
    clock.advance(seconds(LEAD));
    assert!(ring.revoke(first.kid().unwrap()).unwrap());
    assert_eq!((kids(&ring, State::Current), ring.keys().len()), (vec![next.kid().to_owned()], 1));
}

#[test]
fn a_failing_store_changes_nothing_that_was_not_stored() {
    let clock = FixedClock::at(NOW);
    let store = Faulty::default();
    let ring = builder(&clock).open(store.clone()).unwrap();
    let before = ring.keys();
    for fault in [Fault::Before(0), Fault::Load] {
        store.set(fault);
        let errors = [ring.rotate().map(drop), ring.revoke(before[0].kid()).map(drop)];
        for error in errors.map(Result::unwrap_err) {
            assert_eq!(error.code(), "key_store_failed");
            assert!(error.to_string().contains("no connection"), "{error}");
        }
        assert_eq!(ring.keys(), before);
    }
    assert_eq!(ring.maintain().unwrap_err().code(), "key_store_failed");
    store.set(Fault::None);
    // an emptied store does not take the keys away
    store.inner.remove(before[0].kid()).unwrap();
    let error = ring.maintain().unwrap_err();
    assert!(error.to_string().contains("found none"), "{error}");
    assert_eq!(ring.keys(), before);
    assert!(Issuer::from_ring(&ring).issue(&alice()).is_ok());
}

#[test]
fn a_key_that_could_not_be_removed_does_not_come_back() {
    let clock = FixedClock::at(NOW);
    let store = Faulty::default();
    let ring = builder(&clock).open(store.clone()).unwrap();
    let leaked = ring.signing_key().kid().unwrap().to_owned();
    store.set(Fault::Before(1));
    assert_eq!(ring.revoke(&leaked).unwrap_err().code(), "key_store_failed");
    assert_eq!(store.inner.load().unwrap().len(), 2);
    store.set(Fault::None);
    assert_ne!(ring.signing_key().kid(), Some(leaked.as_str()));
    ring.maintain().unwrap();
    assert!(store.inner.load().unwrap().iter().all(|key| key.kid() != leaked));
    assert_eq!(ring.keys().len(), 1);
}

#[test]
fn a_clock_that_was_wrong_does_not_stop_rotation() {
    let clock = FixedClock::at(NOW + 1_000_000_000);
    let store = Faulty::default();
    let settings = || builder(&clock).with_rotation_every(seconds(10_000));
    let ring = settings().open(store.clone()).unwrap();
    ring.rotate().unwrap();
    clock.set(NOW);
    assert!(Issuer::from_ring(&ring).issue(&alice()).is_ok());
    let ring = settings().open(store).unwrap();
    let next = ring.rotate().unwrap();
    assert_eq!(next.signs_from(), at(NOW + LEAD as i64));
    clock.advance(seconds(LEAD));
    assert_eq!(kids(&ring, State::Current), [next.kid()]);
}

#[test]
fn an_own_key_is_the_first_one_of_an_empty_store() {
    let clock = FixedClock::at(NOW);
    let store = Faulty::default();
    let key = SigningKey::generate(Algorithm::EdDSA).unwrap();
    let of_before = Issuer::new(key.clone().with_kid("2024/01")).with_clock(clock.clone());
    let token = of_before.issue(&alice()).unwrap();
    let ring = builder(&clock).with_first_key(key.clone().with_kid("2024/01")).open(store.clone()).unwrap();
    assert_eq!(ring.signing_key().kid(), Some("2024/01"));
    let verifier = Verifier::new(ring.key_set()).with_clock(clock.clone());
    assert!(verifier.verify::<Access>(token.as_str()).is_ok());
    let again = builder(&clock).with_first_key(SigningKey::generate(Algorithm::EdDSA).unwrap());
    assert_eq!(again.open(store).unwrap().signing_key().kid(), Some("2024/01"));
    let unnamed = builder(&clock).with_first_key(key.clone().without_kid()).in_memory().unwrap();
    assert_eq!(unnamed.signing_key().kid(), key.kid());
}

#[test]
fn settings_have_limits() {
    let clock = FixedClock::at(NOW);
    let day = 24 * 60 * 60;
    let refused = [
        KeyRing::builder(Algorithm::HS256, seconds(LIFETIME)).in_memory(),
        KeyRing::builder(Algorithm::EdDSA, seconds(0)).in_memory(),
        KeyRing::builder(Algorithm::EdDSA, seconds(367 * day)).in_memory(),
        builder(&clock).with_max_age(seconds(0)).in_memory(),
        builder(&clock).with_max_age(seconds(day + 1)).in_memory(),
        builder(&clock).with_margin(seconds(day + 1)).in_memory(),
        builder(&clock).with_leeway(seconds(day + 1)).in_memory(),
        builder(&clock).with_rotation_every(seconds(2 * LEAD - 1)).in_memory(),
        builder(&clock).with_first_key(SigningKey::hs256([7; 32]).unwrap()).in_memory(),
    ];
    for (place, ring) in refused.into_iter().enumerate() {
        assert_eq!(ring.map(drop).unwrap_err().code(), "invalid_config", "{place}");
    }
    assert!(KeyRing::builder(Algorithm::MlDsa44, seconds(LIFETIME)).in_memory().is_ok());
    let ring = builder(&clock).with_max_age(seconds(60)).with_margin(seconds(1)).with_leeway(seconds(0));
    let ring = ring.in_memory().unwrap();
    assert_eq!(ring.rotate().unwrap().signs_from(), at(NOW + 61));
    assert_eq!(ring.jwks().max_age(), 60);
    assert_eq!(ring.longest_lifetime(), seconds(LIFETIME));
}

#[test]
fn nothing_secret_is_shown() {
    let ring = builder(&FixedClock::at(NOW)).in_memory().unwrap();
    let jwk: serde_json::Value = serde_json::from_str(&ring.signing_key().to_private_jwk().unwrap()).unwrap();
    let secret = jwk["d"].as_str().unwrap();
    let pem = ring.signing_key().to_private_pem().unwrap();
    let body = pem.lines().nth(1).unwrap();
    let issuer = Issuer::from_ring(&ring);
    let texts =
        [format!("{ring:?}"), format!("{issuer:?}"), format!("{:?}", ring.jwks()), ring.jwks().body().into()];
    for text in texts {
        assert!(!text.contains(secret) && !text.contains(body) && !text.contains("\"d\""), "{text}");
    }
}

#[test]
fn a_verifier_follows_the_ring_also_with_a_cache() {
    let clock = FixedClock::at(NOW);
    let ring = builder(&clock).in_memory().unwrap();
    let issuer = Issuer::from_ring(&ring);
    let plain = Verifier::new(ring.clone()).with_clock(clock.clone());
    for verifier in [plain.clone(), plain.with_cache(10).unwrap()] {
        let old = issuer.issue(&alice()).unwrap();
        let is_valid = |text: &str| verifier.verify::<Access>(text).is_ok();
        assert!(is_valid(old.as_str()) && is_valid(old.as_str()));

        ring.rotate().unwrap();
        clock.advance(seconds(LEAD));
        let new = issuer.issue(&alice()).unwrap();
        assert!(is_valid(new.as_str()) && is_valid(old.as_str()));
        let leaked = ring.signing_key().kid().unwrap().to_owned();
        ring.revoke(&leaked).unwrap();
        assert!(!is_valid(new.as_str()));
        assert!(is_valid(issuer.issue(&alice()).unwrap().as_str()));
    }
}

#[test]
fn header_and_signature_are_of_one_key_while_keys_change() {
    let clock = FixedClock::at(NOW);
    let ring = builder(&clock).in_memory().unwrap();
    let issuer = Issuer::from_ring(&ring);
    let is_over = std::sync::atomic::AtomicBool::new(false);
    let (tokens, keys) = std::thread::scope(|scope| {
        let issue = || {
            let mut tokens = Vec::new();
            while !is_over.load(std::sync::atomic::Ordering::SeqCst) {
                tokens.push(issuer.issue(&alice()).unwrap().into_string());
            }
            tokens
        };
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(issue)).collect();
        let mut keys = vec![ring.signing_key().verifying_key()];
        for _ in 0..40 {
            ring.rotate().unwrap();
            clock.advance(seconds(LEAD));
            keys.push(ring.signing_key().verifying_key());
            ring.maintain().unwrap();
        }
        is_over.store(true, std::sync::atomic::Ordering::SeqCst);
        let tokens: Vec<String> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        (tokens, keys)
    });
    let verifier = Verifier::new(keys);
    assert!(tokens.len() > 40, "{}", tokens.len());
    for token in tokens {
        assert!(jws::verify(&verifier, &token).is_ok());
    }
}

#[test]
fn a_ring_whose_keys_are_all_revoked_gets_a_new_one() {
    let clock = FixedClock::at(NOW);
    let store = Faulty::default();
    let [one, two] = [(); 2].map(|()| builder(&clock).open(store.clone()).unwrap());
    let next = one.rotate().unwrap();
    // the store does not remove it
    store.set(Fault::Before(0));
    assert!(one.revoke(next.kid()).is_err());
    store.set(Fault::None);
    // for the other process it is the next key still
    let current = kids(&two, State::Current)[0].clone();
    two.revoke(&current).unwrap();
    assert_eq!(kids(&two, State::Current), [next.kid()]);
    for _ in 0..2 {
        one.maintain().unwrap();
        two.maintain().unwrap();
    }
    assert_eq!(one.keys(), two.keys());
    assert!(one.keys().iter().all(|key| key.kid() != next.kid() && key.kid() != current));
}
