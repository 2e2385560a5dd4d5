//! The same request before guards that ask nobody, look up revocations, and check proofs.

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use axum::http::Request;
use jwt_claims::dpop::{Confirmation, Dpop, ProofKey};
use jwt_claims::http::Guard;
use jwt_claims::revocation::Revocations;
use jwt_claims::store::MemoryStore;
use jwt_claims::{Algorithm, Claims, Issuer, OwnedClaims, SigningKey, Verifier};

use crate::contest::Op;

/// Each proof is accepted once, so they are signed before they are counted.
const PROOFS: usize = 100;
/// One more, because each operation is tried once.
const REQUESTS: usize = PROOFS + 1;

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "10m")]
struct Access {
    sub: String,
    sid: String,
}

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "10m")]
struct Bound {
    sub: String,
    sid: String,
    cnf: Confirmation,
}

/// The names of the operations, and the operations, which succeed `PROOFS` times.
///
/// # Panics
/// If one fails.
#[must_use]
pub fn guards() -> [(String, Op); 3] {
    let key = SigningKey::generate(Algorithm::ES256).expect("a key");
    let plain = || Guard::new(Verifier::new(key.verifying_key()));
    let proof_key = ProofKey::generate(Algorithm::ES256).expect("a key");
    let (sub, sid) = ("alice".to_owned(), "AAECAwQFBgcICQoLDA0ODw".to_owned());
    let issuer = Issuer::new(key.clone());
    let bearer = issuer.issue(&Access { sub: sub.clone(), sid: sid.clone() }).expect("a token");
    let bound = Bound { sub, sid, cnf: Confirmation::new(proof_key.thumbprint()) };
    let bound = issuer.issue(&bound).expect("a token").into_string();
    let proof = || {
        let proof = proof_key.proof("GET", "https://api.example.com/orders").for_token(&bound).sign();
        request(&format!("DPoP {bound}"), Some(&proof.expect("a proof")))
    };
    let bearers = || vec![request(&format!("Bearer {}", bearer.as_str()), None); REQUESTS];
    let revocations = Revocations::new(store());
    let dpop = Dpop::new(store(), "https://api.example.com").expect("a URL");
    [
        operation::<Access>("bearer", plain(), bearers()),
        operation::<Access>("revocations", plain().with_revocations(revocations), bearers()),
        operation::<Bound>("dpop", plain().with_dpop(dpop), (0..REQUESTS).map(|_| proof()).collect()),
    ]
}

fn store() -> MemoryStore {
    MemoryStore::new(100_000).expect("a store")
}

fn request(authorization: &str, proof: Option<&str>) -> Request<()> {
    let request = Request::get("/orders").header("authorization", authorization);
    let request = proof.into_iter().fold(request, |request, proof| request.header("dpop", proof));
    request.body(()).expect("a request")
}

/// Sends the next request, to a guard that does not wait.
fn operation<C>(name: &str, guard: Guard, requests: Vec<Request<()>>) -> (String, Op)
where
    C: for<'a> OwnedClaims<Context<'a> = ()> + 'static,
{
    let requests = Mutex::new(requests);
    let op = move || {
        let request = requests.lock().ok().and_then(|mut requests| requests.pop());
        let request = request.expect("a request that was not sent");
        let answer = pin!(guard.authenticate::<C>(&request, &()));
        let answer = answer.poll(&mut Context::from_waker(Waker::noop()));
        matches!(black_box(answer), Poll::Ready(Ok(_)))
    };
    assert!(op(), "{name} fails");
    (format!("guard/{name}"), Box::new(op))
}
