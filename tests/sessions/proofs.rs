//! DPoP proofs in each store.

use http::Request;
use jwt_claims::dpop::{Confirmation, Dpop, ProofKey};
use jwt_claims::http::Guard;
use jwt_claims::{Algorithm, Claims, Issuer, SigningKey, Verifier};

use crate::conformance::{Setup, setups};

#[derive(Claims)]
#[claims(ttl = "5m")]
struct Access {
    sub: String,
    cnf: Confirmation,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_requests_with_one_proof_one_passes() {
    for setup in setups().await {
        for _ in 0..5 {
            race(&setup).await;
        }
    }
}

/// Two services with one store, as replicas have it. Inserts of one key wait for the commits of the
/// others, and a store gives a call up after some seconds: more requests would fail on a busy machine.
async fn race(Setup { name, store, .. }: &Setup) {
    let signing = SigningKey::hs256([7; 32]).unwrap();
    let guards = [(); 2].map(|()| {
        let dpop = Dpop::new(store.clone(), "https://api.example.com").unwrap();
        Guard::new(Verifier::new(signing.verifying_key())).with_dpop(dpop)
    });
    let key = ProofKey::generate(Algorithm::ES256).unwrap();
    let claims = Access { sub: "alice".into(), cnf: Confirmation::new(key.thumbprint()) };
    let token = Issuer::new(signing).issue(&claims).unwrap();
    let proof = key.proof("GET", "https://api.example.com/orders").for_token(token.as_str()).sign().unwrap();
    let send = |guard: &Guard| {
        let request = Request::get("/orders").header("authorization", format!("DPoP {}", token.as_str()));
        let (guard, request) = (guard.clone(), request.header("dpop", &proof).body(()).unwrap());
        tokio::spawn(async move {
            let access = guard.authenticate::<Access>(&request, &()).await;
            access.map(|access| access.sub.clone()).map_err(|rejection| rejection.code())
        })
    };
    let tasks: Vec<_> = (0..20).map(|nth| send(&guards[nth % 2])).collect();
    let mut passed = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(sub) => passed += usize::from(sub == "alice"),
            Err(code) => assert_eq!(code, "dpop_proof_reused", "{name}"),
        }
    }
    assert_eq!(passed, 1, "{name}");
}
