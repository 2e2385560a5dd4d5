//! Accepted tokens: the claims' own allocations, and one for the payload that
//! they keep.

use std::future::Future;
use std::time::SystemTime;

use jwt_claims::KeySet;
use jwt_claims::jwks::{Issuers, Keys};

use super::*;

#[test]
fn owned_claims_cost_their_own_and_one() {
    for algorithm in ALGORITHMS {
        let (verifier, token) = pair(algorithm);
        let found = allocations(|| verifier.token(&token).verify::<Owned>().unwrap());
        assert_eq!(found, OWN + 1, "{algorithm}");
    }
}

#[test]
fn borrowed_claims_cost_a_vector_and_one() {
    for algorithm in ALGORITHMS {
        let (verifier, token) = pair(algorithm);
        let found = allocations(|| verifier.token(&token).verify::<Borrowed<'_>>().map(drop).unwrap());
        assert_eq!(found, 2, "{algorithm}");
    }
}

#[test]
fn an_unknown_header_is_remembered_once() {
    let (verifier, token) = pair(Algorithm::HS256);
    let verify = || verifier.token(&token).verify::<Owned>().unwrap();
    // its segment, its JSON and its `typ`
    assert_eq!(allocations_at_first(verify), OWN + 1 + 3);
    assert_eq!(allocations_at_first(verify), OWN + 1);
}

#[test]
fn a_token_that_is_kept_shares_its_payload_and_a_clone_of_the_verifier_everything() {
    let (verifier, token) = pair(Algorithm::HS256);
    let found = allocations(|| verifier.token(&token).authenticate().unwrap());
    assert_eq!(found, 1);
    let kept = verifier.token(&token).authenticate().unwrap();
    assert_eq!(allocations(|| kept.clone()), 0);
    assert_eq!(allocations(|| kept.verify::<Owned>().unwrap()), OWN);
    assert_eq!(allocations(|| verifier.clone()), 0);
}

#[test]
fn a_refinement_costs_the_claims_own() {
    let (verifier, token) = pair(Algorithm::HS256);
    let token = verifier.token(&token);
    let verified = token.verify::<Borrowed<'_>>().unwrap();
    assert_eq!(allocations(|| verified.refine::<Owned>().unwrap()), OWN);
}

#[test]
fn a_token_in_the_cache_costs_the_claims_own() {
    for algorithm in ALGORITHMS {
        let (verifier, token) = pair(algorithm);
        let verifier = verifier.with_cache(10).unwrap();
        assert_eq!(allocations(|| verifier.verify::<Owned>(&token).unwrap()), OWN, "{algorithm}");
    }
}

/// A verifier with fetched keys, one with the keys of several issuers, and a good token.
fn fetched() -> (Verifier, Verifier, String) {
    let key = SigningKey::generate(Algorithm::ES256).unwrap().with_kid("k");
    let keys = Keys::remote("https://auth.example.com/jwks").unwrap();
    let keys = keys.for_issuer("https://auth.example.com").unwrap();
    keys.seed(&KeySet::from(key.verifying_key()).to_jwks(), SystemTime::now()).unwrap();
    let issuers = Issuers::new().with("https://auth.example.com", keys.clone()).unwrap();
    let token = Issuer::new(key).issue(&sample()).unwrap().into_string();
    (Verifier::new(keys), Verifier::new(issuers), token)
}

/// The result of a future that does not wait.
pub(crate) fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(result) => result,
        std::task::Poll::Pending => panic!("it waits"),
    }
}

#[test]
fn a_known_key_costs_the_same_if_it_was_fetched() {
    let (fetched, issuers, token) = fetched();
    assert_eq!(allocations(|| fetched.verify::<Owned>(&token).unwrap()), OWN + 1);
    assert_eq!(allocations(|| ready(fetched.verify_async::<Owned>(&token)).unwrap()), OWN + 1);
    // the payload and its `iss`, to find the issuer
    assert_eq!(allocations(|| issuers.verify::<Owned>(&token).unwrap()), OWN + 1 + 2);
    assert_eq!(allocations(|| ready(issuers.verify_async::<Owned>(&token)).unwrap()), OWN + 1 + 2);
}
