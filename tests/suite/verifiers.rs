//! Verifying in one call, other keys and shared clocks.

use std::sync::Arc;
use std::time::Duration;

use jwt_claims::{Claims, Clock, FixedClock, Issuer, KeySet, SigningKey, Verifier, VerifyingKey};

const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://auth.example.com";

struct RequestCx {
    user: &'static str,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "1m")]
struct Session {
    sub: String,
}

#[derive(Claims, Debug)]
#[claims(context = RequestCx)]
struct OfUser {
    #[claim(equals = cx.user)]
    sub: String,
}

fn key(n: u8) -> SigningKey {
    SigningKey::hs256([n; 32]).unwrap()
}

fn token(key: SigningKey) -> String {
    let issuer = Issuer::new(key).with_issuer(ISSUER).with_clock(FixedClock::at(NOW));
    issuer.issue(&Session { sub: "alice".into() }).unwrap().into_string()
}

#[test]
fn one_call_is_the_same_as_two() {
    let verifier = Verifier::new(key(1).verifying_key()).with_clock(FixedClock::at(NOW));
    let text = token(key(1));
    assert_eq!(verifier.verify::<Session>(&text).unwrap().sub, "alice");
    assert_eq!(verifier.verify_with::<OfUser>(&text, &RequestCx { user: "alice" }).unwrap().sub, "alice");
    let other = verifier.verify_with::<OfUser>(&text, &RequestCx { user: "bob" }).unwrap_err();
    assert_eq!(other.violations()[0].code(), "equals");
    let cut = &text[..text.len() - 2];
    let stranger = token(key(2));
    for bad in ["", "..", "Bearer x", cut, stranger.as_str()] {
        let (one, two) = (verifier.verify::<Session>(bad), verifier.token(bad).verify::<Session>());
        assert_eq!(one.unwrap_err().to_string(), two.unwrap_err().to_string());
    }
}

#[test]
fn other_keys_with_the_same_settings() {
    let clock = FixedClock::at(NOW);
    let old = Verifier::new(key(1).verifying_key())
        .with_issuer(ISSUER)
        .with_audience("orders")
        .with_leeway(Duration::from_secs(7))
        .unwrap()
        .with_clock(clock.clone());
    let new = old.clone().with_keys(key(2).verifying_key());
    let settings = |verifier: &Verifier| format!("{verifier:?}").split_once("issuers").unwrap().1.to_owned();
    assert_eq!(settings(&old), settings(&new));

    // the headers that are known under the old keys are not known under the new ones
    let (of_old, of_new) = (token(key(1)), token(key(2)));
    for _ in 0..2 {
        let codes = |verifier: &Verifier, text| {
            let error = verifier.verify::<Session>(text).unwrap_err();
            error.violations().first().map_or(error.code(), |violation| violation.code())
        };
        // no `aud`
        assert_eq!(codes(&old, &of_old), "missing");
        assert_eq!(codes(&new, &of_new), "missing");
        assert_eq!(codes(&old, &of_new), "signature_invalid");
        assert_eq!(codes(&new, &of_old), "signature_invalid");
    }
    assert_eq!(
        new.with_keys(KeySet::default()).verify::<Session>(&of_new).unwrap_err().code(),
        "key_not_found"
    );
}

#[test]
fn a_clock_behind_a_pointer_is_a_clock() {
    let fixed = FixedClock::at(NOW);
    let shared: Arc<dyn Clock> = Arc::new(fixed.clone());
    let owned: Box<dyn Clock> = Box::new(fixed.clone());
    let text = token(key(1));
    let verifier = Verifier::new(key(1).verifying_key());
    let (shared, owned) = (verifier.clone().with_clock(shared), verifier.with_clock(owned));
    assert!(shared.verify::<Session>(&text).is_ok() && owned.verify::<Session>(&text).is_ok());
    fixed.advance(Duration::from_secs(600));
    for verifier in [shared, owned] {
        assert!(verifier.verify::<Session>(&text).unwrap_err().is_expired());
    }
}

#[test]
fn key_sets_from_lists_are_all_the_same() {
    let keys = || [1, 2, 1].map(|n| key(n).verifying_key().with_kid(n.to_string()));
    let kids = |set: &KeySet| set.iter().map(|key| key.kid().unwrap().to_owned()).collect::<Vec<_>>();
    let mut extended = KeySet::default();
    assert!(extended.is_empty());
    extended.extend(keys());
    for set in [keys().into(), keys().to_vec().into(), keys().into_iter().collect(), extended] {
        assert_eq!(kids(&set), ["1", "2"]);
        let verifier = Verifier::new(set).with_clock(FixedClock::at(NOW));
        assert!(verifier.verify::<Session>(&token(key(2).with_kid("2"))).is_ok());
        let unknown = verifier.verify::<Session>(&token(key(2).with_kid("3"))).unwrap_err();
        assert!(unknown.wants_other_keys());
    }
}

#[test]
fn extending_a_set_is_merging() {
    let key = |n: u8| VerifyingKey::hs256([n; 32]).unwrap();
    let verifies = |set: &KeySet, n: u8| {
        let verifier = Verifier::new(set.clone()).with_clock(FixedClock::at(NOW));
        verifier.verify::<Session>(&token(self::key(n))).err().map(|error| error.code())
    };
    let mut tried = KeySet::try_each([key(1), key(2)]).unwrap();
    let before = tried.clone();
    tried.extend([]);
    assert_eq!((tried.len(), verifies(&tried, 2)), (2, None));
    tried.extend([key(2)]);
    assert_eq!((tried.len(), verifies(&tried, 2)), (2, None));
    // one that is not tried makes the choice ambiguous, as if merged
    tried.extend([key(3)]);
    assert_eq!((tried.len(), verifies(&tried, 2)), (3, Some("key_ambiguous")));
    assert_eq!((before.len(), verifies(&before, 2)), (2, None));
    // one configured key is used whatever the `kid`, two are not
    let mut one = KeySet::from([key(1)]);
    assert_eq!(verifies(&one, 1), None);
    one.extend([key(1)]);
    assert_eq!(verifies(&one, 1), None);
}
