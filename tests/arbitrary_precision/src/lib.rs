//! Claims are read the same where another crate has switched on serde_json's
//! `arbitrary_precision`.
#![cfg(test)]

use std::collections::BTreeMap;

use jwt_claims::{Claims, SigningKey, Verifier, jws};

#[derive(Claims, Debug, PartialEq)]
#[claims(optional(exp))]
struct Base {
    ratio: f64,
    small: f32,
    big: u128,
    seats: BTreeMap<u32, f64>,
    #[claim(range(max = 3))]
    level: Option<u8>,
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Further {
    #[claim(base)]
    base: Base,
    ratio: f64,
    sub: String,
}

#[derive(Claims, Debug)]
struct Newtype(Base);

#[test]
fn numbers_in_a_base_are_read() {
    let key = SigningKey::hs256([7; 32]).unwrap();
    let verifier = Verifier::new(key.verifying_key());
    let payload = br#"{"sub":"alice","ratio":2.5,"small":1e2,"level":3,"seats":{"1":0.5},
        "big":340282366920938463463374607431768211455}"#;
    let token = jws::sign(&key, payload).unwrap();
    let token = verifier.token(&token);
    let base =
        Base { ratio: 2.5, small: 100.0, big: u128::MAX, seats: BTreeMap::from([(1, 0.5)]), level: Some(3) };
    assert_eq!(*token.verify::<Base>().unwrap(), base);
    assert_eq!(token.verify::<Newtype>().unwrap().0, base);
    let further = token.verify::<Further>().unwrap();
    assert_eq!((&further.base, further.ratio, &*further.sub), (&base, 2.5, "alice"));
}

#[test]
fn stored_keys_are_read() {
    use std::sync::Arc;
    use std::time::Duration;

    use jwt_claims::Algorithm;
    use jwt_claims::key_ring::{KeyRing, KeyStore, MemoryStore, StoredKey};

    let store = Arc::new(MemoryStore::new());
    let ring = KeyRing::builder(Algorithm::ES256, Duration::from_secs(900)).open(Arc::clone(&store)).unwrap();
    let next = ring.rotate().unwrap();
    let stored = store.load().unwrap();
    let read = stored.iter().map(|key| StoredKey::from_text(&key.to_text().unwrap()).unwrap());
    let read: Vec<_> = read.map(|key| (key.kid().to_owned(), key.published_at(), key.signs_from())).collect();
    assert_eq!(read.len(), 2);
    assert!(read.contains(&(next.kid().to_owned(), next.published_at(), next.signs_from())));
}

/// The feature `dpop` is not there, so nothing could accept such a token.
#[test]
fn a_bound_token_is_not_issued() {
    #[derive(Claims)]
    #[claims(ttl = "5m")]
    struct Map {
        #[serde(flatten)]
        rest: BTreeMap<String, serde_json::Value>,
    }
    let issuer = jwt_claims::Issuer::new(SigningKey::hs256([7; 32]).unwrap());
    let map = |claim: &str| Map { rest: BTreeMap::from([(claim.to_owned(), "x".into())]) };
    assert!(issuer.issue(&map("other")).is_ok());
    assert_eq!(issuer.issue(&map("cnf")).unwrap_err().violations()[0].code(), "unproven");
}
