//! Proofs that are used twice.

use std::sync::Arc;
use std::time::Duration;

use jwt_claims::dpop::Dpop;
use jwt_claims::http::Guard;
use jwt_claims::sessions::Secret;
use jwt_claims::store::MemoryStore;
use jwt_claims::{Claims, SigningKey, Verifier};
use serde_json::json;

use jwt_claims_tests::down::Down;

use super::support::{Access, Counting, Forger, NOW, ORIGIN, Service, claims, with_proof};

#[tokio::test]
async fn a_proof_is_used_once() {
    let service = Service::new();
    let key = service.client();
    let token = service.token(&key);
    let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    let request = with_proof(&token, &proof);
    assert_eq!(service.send(&request).await.unwrap(), "alice");
    for later in [0, 30, 30] {
        service.clock.advance(Duration::from_secs(later));
        assert_eq!(service.refused(&request).await, "dpop_proof_reused");
    }
    service.clock.advance(Duration::from_secs(1));
    assert_eq!(service.refused(&request).await, "dpop_proof_outdated");
    // a clock that is set back
    service.clock.set(NOW - 30);
    assert_eq!(service.refused(&request).await, "dpop_proof_reused");
}

#[tokio::test]
async fn two_keys_may_have_the_same_jti() {
    let service = Service::new();
    for _ in 0..2 {
        let forger = Forger::new();
        let token = service.token(&forger.key);
        let mut claims = claims(&token);
        claims["jti"] = json!("1");
        let proof = forger.sign(&forger.header().to_string(), &claims.to_string());
        assert_eq!(service.send(&with_proof(&token, &proof)).await.unwrap(), "alice");
        claims["iat"] = json!(NOW + 1);
        let proof = forger.sign(&forger.header().to_string(), &claims.to_string());
        assert_eq!(service.refused(&with_proof(&token, &proof)).await, "dpop_proof_reused");
    }
}

#[tokio::test]
async fn what_strangers_send_is_not_stored() {
    let (service, store) = (Service::new(), Counting::default());
    let dpop = Dpop::new(store.clone(), ORIGIN).unwrap().with_clock(service.clock.clone());
    let guard = service.guard.clone().with_dpop(dpop);
    let (owner, stranger) = (service.client(), service.client());
    let token = service.token(&owner);
    let proof = stranger.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    let unbound = service.bearer_token();
    for request in [with_proof(&token, &proof), with_proof("a.b.c", &proof), with_proof(&unbound, &proof)] {
        assert!(guard.authenticate::<Access>(&request, &()).await.is_err());
    }
    assert_eq!(store.0.load(std::sync::atomic::Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_request_that_is_refused_later_does_not_use_its_proof() {
    let service = Service::new();
    let key = service.client();
    let token = service.token(&key);
    let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    let request = with_proof(&token, &proof);
    let refused = service.guard.authenticate::<Admin>(&request, &()).await.unwrap_err();
    assert_eq!(refused.code(), "claims_invalid");
    assert_eq!(service.send(&request).await.unwrap(), "alice");
    assert_eq!(service.refused(&request).await, "dpop_proof_reused");
}

/// Claims that no token of these tests has.
#[derive(Debug, Claims)]
struct Admin {
    #[claim(equals = "admin")]
    sub: String,
}

#[tokio::test]
async fn a_store_that_fails_or_is_full_is_503() {
    let service = Service::new();
    let key = service.client();
    let token = service.token(&key);
    let full = Dpop::new(MemoryStore::new(1).unwrap(), ORIGIN).unwrap().with_clock(service.clock.clone());
    let down = Dpop::new(Down, ORIGIN).unwrap().with_clock(service.clock.clone());
    let sign = || key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    let full = service.guard.clone().with_dpop(full);
    assert!(full.authenticate::<Access>(&with_proof(&token, &sign()), &()).await.is_ok());
    for guard in [full, service.guard.clone().with_dpop(down)] {
        let rejection = guard.authenticate::<Access>(&with_proof(&token, &sign()), &()).await.unwrap_err();
        assert_eq!((rejection.code(), rejection.status().as_u16()), ("store_unavailable", 503));
        assert!(rejection.headers().contains_key("retry-after"));
    }
}

#[tokio::test]
async fn several_guards_of_one_request_use_a_proof_once() {
    let service = Service::new();
    let key = service.client();
    let token = service.token(&key);
    let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    let mut request = with_proof(&token, &proof);
    let first = service.guard.token(&request).await.unwrap();
    request.extensions_mut().insert(first);
    // the same guard, and one with another realm
    assert_eq!(service.send(&request).await.unwrap(), "alice");
    let other = service.guard.clone().with_realm("other");
    assert!(other.authenticate::<Access>(&request, &()).await.is_ok());
    // one that knows nothing of the first does not believe it
    let verifier =
        Verifier::new(SigningKey::hs256([7; 32]).unwrap().verifying_key()).with_clock(service.clock.clone());
    let dpop = Dpop::new(Down, ORIGIN).unwrap().with_clock(service.clock.clone());
    let stranger = Guard::new(verifier).with_dpop(dpop);
    let refused = stranger.authenticate::<Access>(&request, &()).await.unwrap_err();
    assert_eq!(refused.code(), "store_unavailable");
    // and the mark is for this proof alone
    let another = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    request.headers_mut().insert("dpop", another.parse().unwrap());
    assert!(other.authenticate::<Access>(&request, &()).await.is_ok());
    request.extensions_mut().clear();
    assert_eq!(service.refused(&request).await, "dpop_proof_reused");
}

/// A sender may hold a request open until the store has dropped the first use of its proof.
#[tokio::test]
async fn a_proof_expires_while_its_request_is_held_open() {
    let plain = Service::new();
    let with_nonces = Service::of(|dpop| dpop.with_nonces(Secret::from_bytes([1; 32]).unwrap(), []));
    for service in [plain, with_nonces] {
        let key = service.client();
        let token = service.token(&key);
        let nonce = service.dpop.nonce().unwrap_or_default();
        let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).with_nonce(&nonce);
        let request = with_proof(&token, &proof.sign().unwrap());
        let held = service.guard.token(&request).await.unwrap();
        assert_eq!(service.send(&request).await.unwrap(), "alice");
        service.clock.advance(Duration::from_secs(400));
        assert_eq!(held.verify::<Access>().await.unwrap_err().code(), "dpop_proof_outdated");
    }
}

/// A proof that was used in time stays valid for its request.
#[tokio::test]
async fn claims_are_checked_again_late_in_a_request() {
    let service = Service::new();
    let key = service.client();
    let token = service.token(&key);
    let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    let token = service.guard.token(&with_proof(&token, &proof)).await.unwrap();
    assert!(token.verify::<Access>().await.is_ok());
    service.clock.advance(Duration::from_secs(200));
    assert!(token.verify::<Access>().await.is_ok());
}

/// Extractors that run side by side, as in actix-web.
#[tokio::test]
async fn tokens_that_are_found_side_by_side_share_a_proof_if_one_is_kept() {
    let service = Service::new();
    let key = service.client();
    let token = service.token(&key);
    let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    let request = with_proof(&token, &proof);
    let [one, two, other] =
        [service.guard.token(&request), service.guard.token(&request), service.guard.token(&request)];
    let (one, two, other) = (one.await.unwrap(), two.await.unwrap(), other.await.unwrap());
    let two = two.or_kept(Some(&one));
    let (first, second) = tokio::join!(one.verify::<Access>(), two.verify::<Access>());
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(other.verify::<Access>().await.unwrap_err().code(), "dpop_proof_reused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_at_once_one_passes() {
    let service = Arc::new(Service::new());
    let key = service.client();
    let token = service.token(&key);
    let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let (service, request) = (service.clone(), with_proof(&token, &proof));
            tokio::spawn(async move { service.send(&request).await.map_err(|rejection| rejection.code()) })
        })
        .collect();
    let mut passed = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => passed += 1,
            Err(code) => assert_eq!(code, "dpop_proof_reused"),
        }
    }
    assert_eq!(passed, 1);
}
