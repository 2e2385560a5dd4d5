//! The same token under keys that do not change, and under fetched ones.

use std::hint::black_box;
use std::time::SystemTime;

use jwt_claims::jwks::{Issuers, Keys};
use jwt_claims::{Algorithm, KeySet, Verifier};

use crate::claims::{ISS, Owned};
use crate::contest::{Op, Shape};
use crate::keys::keys;

const URL: &str = "https://id.example.com/realms/acme/certs";

/// The names of the operations, and the operations, warm and known to succeed.
///
/// # Panics
/// If one fails.
#[must_use]
pub fn sources(algorithm: Algorithm) -> [(String, Op); 3] {
    let jwks = KeySet::from(keys(algorithm).ours.verifying_key()).to_jwks();
    let fixed = KeySet::from_jwks(&jwks, &[algorithm]).expect("a set");
    let fetched = Keys::remote(URL).and_then(|keys| keys.for_issuer(ISS)).expect("a URL");
    fetched.seed(&jwks, SystemTime::now()).expect("a set");
    let issuers = Issuers::new().with(ISS, fetched.clone()).expect("one issuer");
    let with = |name: &str, verifier: Verifier| {
        let token = Shape::Owned.token(algorithm);
        let op: Op = Box::new(move || black_box(verifier.token(&token).verify::<Owned>()).is_ok());
        (0..16).for_each(|_| assert!(op(), "{name} fails"));
        (format!("keys/{algorithm}/{name}").to_lowercase(), op)
    };
    [
        with("fixed", Verifier::new(fixed)),
        with("fetched", Verifier::new(fetched)),
        with("issuers", Verifier::new(issuers)),
    ]
}
