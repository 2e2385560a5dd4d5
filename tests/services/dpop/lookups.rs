//! DPoP together with revocations and tokens for one use, also in encrypted tokens.

use std::time::Duration;

use http::Request;
use jwt_claims::dpop::{Confirmation, Dpop, ProofKey};
use jwt_claims::http::Guard;
use jwt_claims::jwe::{DecryptionKey, KeyManagement};
use jwt_claims::revocation::{Revocations, SingleUse};
use jwt_claims::store::{EntryStore, MemoryStore};
use jwt_claims::{Claims, ContextFree, FixedClock, Issuer, OwnedClaims, SigningKey, Verifier};
use jwt_claims_tests::down::Down;

use super::support::{Access, Bound, ORIGIN, Service, URL, with_proof};

fn memory() -> MemoryStore {
    MemoryStore::new(1_000).unwrap()
}

fn proofs(service: &Service, store: impl EntryStore) -> Dpop {
    Dpop::new(store, ORIGIN).unwrap().with_clock(service.clock.clone())
}

fn single_use(service: &Service) -> SingleUse {
    SingleUse::new(memory()).with_clock(service.clock.clone())
}

fn signed(key: &ProofKey, token: &str) -> Request<()> {
    with_proof(token, &key.proof("GET", URL).for_token(token).sign().unwrap())
}

async fn code<C: OwnedClaims + ContextFree>(guard: &Guard, request: &Request<()>) -> &'static str {
    let verified = async { guard.token_for::<C>(request).await?.verify::<C>().await.map(drop) };
    verified.await.map_or_else(|rejection| rejection.code(), |()| "accepted")
}

#[tokio::test]
async fn a_token_for_one_use_needs_a_proof_and_is_used_once() {
    let service = Service::new();
    let guard = service.guard.clone().with_single_use(single_use(&service));
    let key = service.client();
    let token = service.token(&key);
    let request = signed(&key, &token);
    assert_eq!(code::<Access>(&guard, &request).await, "accepted");
    assert_eq!(code::<Access>(&guard, &request).await, "dpop_proof_reused");
    assert_eq!(code::<Access>(&guard, &signed(&key, &token)).await, "token_used");
}

/// The client can make another proof, and not another token.
#[tokio::test]
async fn a_request_whose_proof_is_refused_does_not_use_the_token() {
    let service = Service::new();
    let single_use = single_use(&service);
    let guard = service.guard.clone().with_single_use(single_use);
    let key = service.client();
    let full = MemoryStore::new(1).unwrap();
    let full = guard.clone().with_dpop(proofs(&service, full));
    // another token fills the store of proofs
    assert_eq!(code::<Access>(&full, &signed(&key, &service.token(&key))).await, "accepted");
    service.clock.advance(Duration::from_secs(1));
    let token = service.token(&key);
    assert_eq!(code::<Access>(&full, &signed(&key, &token)).await, "store_unavailable");
    let down = guard.clone().with_dpop(proofs(&service, Down));
    assert_eq!(code::<Access>(&down, &signed(&key, &token)).await, "store_unavailable");
    // the request is held open until its proof expires
    let held = guard.token(&signed(&key, &token)).await.unwrap();
    service.clock.advance(Duration::from_secs(100));
    assert_eq!(held.verify::<Access>().await.unwrap_err().code(), "dpop_proof_outdated");
    // a proof that was used for another token with the same text
    let request = signed(&key, &token);
    assert_eq!(code::<Access>(&service.guard, &request).await, "accepted");
    assert_eq!(code::<Access>(&guard, &request).await, "dpop_proof_reused");
    assert_eq!(code::<Access>(&guard, &signed(&key, &token)).await, "accepted");
    assert_eq!(code::<Access>(&guard, &signed(&key, &token)).await, "token_used");
}

#[tokio::test]
async fn a_request_whose_token_is_refused_before_uses_neither_proof_nor_token() {
    let service = Service::new();
    let down = Revocations::new(Down).with_clock(service.clock.clone());
    let guard = service.guard.clone().with_single_use(single_use(&service));
    let key = service.client();
    let token = service.token(&key);
    let request = signed(&key, &token);
    assert_eq!(code::<Access>(&guard.clone().with_revocations(down), &request).await, "store_unavailable");
    assert_eq!(code::<Admin>(&guard, &request).await, "claims_invalid");
    assert_eq!(code::<Access>(&guard, &request).await, "accepted");
}

/// Claims that no token of these tests has.
#[derive(Debug, Claims)]
struct Admin {
    #[claim(equals = "admin")]
    sub: String,
}

/// A token that fails at its last check has used a proof: the client makes another one.
#[tokio::test]
async fn a_token_whose_use_cannot_be_stored_is_accepted_later() {
    let service = Service::new();
    let key = service.client();
    let token = service.token(&key);
    let down = service.guard.clone().with_single_use(SingleUse::new(Down).with_clock(service.clock.clone()));
    let request = signed(&key, &token);
    let held = down.token(&request).await.unwrap();
    for _ in 0..2 {
        assert_eq!(held.verify::<Access>().await.unwrap_err().code(), "store_unavailable");
    }
    let guard = service.guard.clone().with_single_use(single_use(&service));
    assert_eq!(code::<Access>(&guard, &request).await, "dpop_proof_reused");
    assert_eq!(code::<Access>(&guard, &signed(&key, &token)).await, "accepted");
}

/// What a guard with every check accepts.
#[derive(Clone, Debug, Claims)]
#[claims(encrypted, ttl = "15m")]
struct Sealed {
    sub: String,
    jti: String,
    cnf: Confirmation,
}

/// A service whose tokens are encrypted.
struct Encrypted {
    guard: Guard,
    issuer: Issuer,
    revocations: Revocations,
    clock: FixedClock,
}

impl Encrypted {
    fn new() -> Self {
        let service = Service::new();
        let clock = service.clock.clone();
        let key = SigningKey::hs256([7; 32]).unwrap();
        let encryption = DecryptionKey::generate(KeyManagement::EcdhEs).unwrap();
        let sealing = encryption.encryption_key().unwrap();
        let verifier = Verifier::new(key.verifying_key()).decrypting_with(encryption);
        let revocations = Revocations::new(memory()).with_clock(clock.clone());
        let guard = Guard::new(verifier.with_clock(clock.clone())).with_dpop(proofs(&service, memory()));
        let guard = guard.with_revocations(revocations.clone()).with_single_use(single_use(&service));
        let issuer = Issuer::new(key).encrypting_for(sealing).with_clock(clock.clone());
        Self { guard, issuer, revocations, clock }
    }

    fn token(&self, key: &ProofKey, jti: &str) -> String {
        let cnf = Confirmation::new(key.thumbprint());
        let claims = Sealed { sub: "alice".into(), jti: jti.into(), cnf };
        self.issuer.issue(&claims).unwrap().as_str().to_owned()
    }
}

#[tokio::test]
async fn an_encrypted_token_is_bound_revoked_and_used_by_what_is_inside() {
    let service = Encrypted::new();
    let client = || Service::new().client().with_clock(service.clock.clone());
    let (key, thief) = (client(), client());
    let (token, other) = (service.token(&key, "1"), service.token(&key, "1"));
    assert_eq!(token.split('.').count(), 5);
    // `ath` is the hash of the text that was sent
    let of_other = key.proof("GET", URL).for_token(&other).sign().unwrap();
    assert_eq!(code::<Sealed>(&service.guard, &with_proof(&token, &of_other)).await, "dpop_proof_mismatch");
    // `cnf` and `jti` are inside: the two texts are one token
    assert_eq!(code::<Sealed>(&service.guard, &signed(&thief, &token)).await, "dpop_key_mismatch");
    let bearer = Request::get("/orders").header("authorization", format!("Bearer {token}")).body(()).unwrap();
    assert_eq!(code::<Sealed>(&service.guard, &bearer).await, "dpop_required");
    assert_eq!(code::<Sealed>(&service.guard, &signed(&key, &token)).await, "accepted");
    assert_eq!(code::<Sealed>(&service.guard, &signed(&key, &other)).await, "token_used");
    let revoked = service.token(&key, "2");
    service.clock.advance(Duration::from_secs(1));
    service.revocations.revoke_subject("alice").await.unwrap();
    assert_eq!(code::<Sealed>(&service.guard, &signed(&key, &revoked)).await, "token_revoked");
}

/// The handlers of a service need not read `cnf`.
#[tokio::test]
async fn several_claims_types_of_one_request_use_proof_and_token_once() {
    let service = Service::new();
    let guard = service.guard.clone().with_single_use(single_use(&service));
    let key = service.client();
    let token = guard.token(&signed(&key, &service.token(&key))).await.unwrap();
    assert!(token.verify::<Access>().await.is_ok());
    assert_eq!(token.verify::<Bound>().await.unwrap().cnf.jkt, key.thumbprint());
}
