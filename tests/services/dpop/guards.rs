//! Several guards of one request, and several services with one store.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;
use jwt_claims::Verified;
use jwt_claims::dpop::{Dpop, ProofKey};
use jwt_claims::http::Guard;
use jwt_claims::sessions::Secret;
use jwt_claims::store::MemoryStore;
use tower::ServiceExt as _;

use super::support::{Access, NOW, ORIGIN, Service, URL, with_proof};

/// A guard with settings of its own, whose store of proofs is the same.
fn guard_of(service: &Service, store: &Arc<MemoryStore>) -> Guard {
    let dpop = Dpop::new(Arc::clone(store), ORIGIN).unwrap().with_clock(service.clock.clone());
    service.guard.clone().with_dpop(dpop)
}

fn signed(key: &ProofKey, token: &str) -> Request<()> {
    with_proof(token, &key.proof("GET", URL).for_token(token).sign().unwrap())
}

/// Extractors that run side by side may each find the token before one has kept it.
#[tokio::test]
async fn a_request_whose_token_was_found_twice_uses_its_proof_once() {
    let service = Service::new();
    let key = service.client();
    let request = signed(&key, &service.token(&key));
    let found = [service.guard.token(&request).await.unwrap(), service.guard.token(&request).await.unwrap()];
    let [first, second] = &found;
    let kept = second.clone().or_kept(Some(first));
    let (one, other) = tokio::join!(first.verify::<Access>(), kept.verify::<Access>());
    assert!(one.is_ok() && other.is_ok());
    // that of another request
    assert_eq!(second.verify::<Access>().await.unwrap_err().code(), "dpop_proof_reused");
    let another = service.guard.token(&signed(&key, &service.token(&key))).await.unwrap();
    assert!(another.or_kept(Some(first)).verify::<Access>().await.is_ok());
}

#[tokio::test]
async fn two_guards_that_found_a_token_side_by_side_use_its_proof_once() {
    let service = Service::new();
    let store = Arc::new(MemoryStore::new(1_000).unwrap());
    let guards = [
        [service.guard.clone(), service.guard.clone().with_realm("other")],
        [guard_of(&service, &store), guard_of(&service, &store)],
    ];
    for [guard, other] in guards {
        let key = service.client();
        let request = signed(&key, &service.token(&key));
        let [first, second] = [guard.token(&request).await.unwrap(), other.token(&request).await.unwrap()];
        let kept = second.or_kept(Some(&first));
        let (one, other) = tokio::join!(first.verify::<Access>(), kept.verify::<Access>());
        assert!(one.is_ok() && other.is_ok());
        let again = guard.token(&request).await.unwrap();
        assert_eq!(again.verify::<Access>().await.unwrap_err().code(), "dpop_proof_reused");
    }
}

/// The two guards of one router, each with a `Dpop` that was made for it.
#[tokio::test]
async fn a_layer_and_extractors_with_one_store_use_a_proof_once() {
    async fn orders(access: Verified<Access>) -> String {
        access.sub.clone()
    }
    let service = Service::new();
    let store = Arc::new(MemoryStore::new(1_000).unwrap());
    let (of_layer, of_state) = (guard_of(&service, &store), guard_of(&service, &store));
    let app = Router::new().route("/orders", get(orders)).layer(of_layer.require::<Access>());
    let app = app.with_state(of_state);
    let key = service.client();
    let token = service.token(&key);
    let proof = key.proof("GET", URL).for_token(&token).sign().unwrap();
    for status in [200, 401] {
        let request = Request::get("/orders").header("authorization", format!("DPoP {token}"));
        let request = request.header("dpop", &proof).body(Body::empty()).unwrap();
        assert_eq!(app.clone().oneshot(request).await.unwrap().status(), status);
    }
}

/// A proof that a replica no longer accepts is still remembered for one that does.
#[tokio::test]
async fn replicas_with_other_windows_accept_a_proof_once() {
    let store = Arc::new(MemoryStore::new(1_000).unwrap());
    let service = Service::new();
    let guard = |change: &dyn Fn(Dpop) -> Dpop| {
        let dpop = Dpop::new(Arc::clone(&store), ORIGIN).unwrap().with_clock(service.clock.clone());
        service.guard.clone().with_dpop(change(dpop))
    };
    let short = guard(&|dpop| dpop.with_window(Duration::from_secs(1)).unwrap());
    let long = guard(&|dpop| dpop.with_window(Duration::from_secs(300)).unwrap());
    let nonces = guard(&|dpop| dpop.with_nonces(Secret::from_bytes([1; 32]).unwrap(), []));
    let nonce = nonces.response_headers(None)["dpop-nonce"].to_str().unwrap().to_owned();
    let key = service.client();
    for first in [&short, &nonces] {
        service.clock.set(NOW);
        let token = service.token(&key);
        let proof = key.proof("GET", URL).for_token(&token).with_nonce(&nonce).sign().unwrap();
        let request = with_proof(&token, &proof);
        assert!(first.authenticate::<Access>(&request, &()).await.is_ok());
        for _ in 0..10 {
            service.clock.advance(Duration::from_secs(30));
            // what expired goes when something is added
            let fresh = signed(&key, &service.token(&key));
            assert!(long.authenticate::<Access>(&fresh, &()).await.is_ok());
            let refused = long.authenticate::<Access>(&request, &()).await.unwrap_err();
            assert_eq!(refused.code(), "dpop_proof_reused");
        }
        service.clock.advance(Duration::from_secs(1));
        let refused = long.authenticate::<Access>(&request, &()).await.unwrap_err();
        assert_eq!(refused.code(), "dpop_proof_outdated");
    }
}

/// With nonces, a client may write any `iat`: it does not keep its entries for ever.
#[tokio::test]
async fn the_time_of_a_client_does_not_keep_a_proof_in_the_store() {
    let service = Service::new();
    let store = MemoryStore::new(1).unwrap();
    let secret = Secret::from_bytes([1; 32]).unwrap();
    let dpop = Dpop::new(store, ORIGIN).unwrap().with_clock(service.clock.clone()).with_nonces(secret, []);
    let guard = service.guard.clone().with_dpop(dpop.clone());
    let key = service.client().with_clock(jwt_claims::FixedClock::at(200_000_000_000));
    for expected in ["accepted", "store_unavailable", "accepted"] {
        let (nonce, token) = (dpop.nonce().unwrap(), service.token(&key));
        let proof = key.proof("GET", URL).for_token(&token).with_nonce(&nonce).sign().unwrap();
        let result = guard.authenticate::<Access>(&with_proof(&token, &proof), &()).await;
        assert_eq!(result.map_or_else(|rejection| rejection.code(), |_| "accepted"), expected);
        service.clock.advance(Duration::from_secs(400));
    }
}
