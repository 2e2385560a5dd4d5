//! What the tests share: a service with a guard, and a client with a key.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::Request;
use jwt_claims::dpop::{Confirmation, Dpop, ProofKey};
use jwt_claims::http::{Guard, Rejection};
use jwt_claims::store::{BoxError, BoxFuture, Entry, EntryKey, EntryStore, MemoryStore};
use jwt_claims::{Algorithm, Claims, FixedClock, Issuer, NumericDate, SigningKey, Verifier};
use jwt_claims_tests::forge;

pub(super) const NOW: i64 = 1_800_000_000;
pub(super) const ORIGIN: &str = "https://api.example.com";
pub(super) const URL: &str = "https://api.example.com/orders";

/// The claims of a token that is bound to a key.
#[derive(Clone, Debug, Claims)]
#[claims(ttl = "15m")]
pub(super) struct Bound {
    pub(super) sub: String,
    pub(super) cnf: Confirmation,
}

/// The claims of handlers, which do not care how the token was sent.
#[derive(Clone, Debug, Claims)]
#[claims(ttl = "15m")]
pub(super) struct Access {
    pub(super) sub: String,
}

pub(super) struct Service {
    pub(super) dpop: Dpop,
    pub(super) guard: Guard,
    pub(super) clock: FixedClock,
    pub(super) issuer: Issuer,
}

impl Service {
    pub(super) fn new() -> Self {
        Self::of(|dpop| dpop)
    }

    /// A service whose proofs have other settings.
    pub(super) fn of(change: impl FnOnce(Dpop) -> Dpop) -> Self {
        let clock = FixedClock::at(NOW);
        let dpop = Dpop::new(MemoryStore::new(1_000).unwrap(), ORIGIN).unwrap().with_clock(clock.clone());
        let dpop = change(dpop);
        let key = SigningKey::hs256([7; 32]).unwrap();
        let verifier = Verifier::new(key.verifying_key()).with_clock(clock.clone());
        let guard = Guard::new(verifier).with_realm("orders").with_dpop(dpop.clone());
        Self { dpop, guard, issuer: Issuer::new(key).with_clock(clock.clone()), clock }
    }

    pub(super) fn client(&self) -> ProofKey {
        ProofKey::generate(Algorithm::ES256).unwrap().with_clock(self.clock.clone())
    }

    /// A token that is bound to this key.
    pub(super) fn token(&self, key: &ProofKey) -> String {
        let claims = Bound { sub: "alice".into(), cnf: Confirmation::new(key.thumbprint()) };
        self.issuer.issue(&claims).unwrap().as_str().to_owned()
    }

    /// A token that is bound to no key.
    pub(super) fn bearer_token(&self) -> String {
        self.issuer.issue(&Access { sub: "alice".into() }).unwrap().as_str().to_owned()
    }

    pub(super) async fn send(&self, request: &Request<()>) -> Result<String, Rejection> {
        self.guard.authenticate::<Access>(request, &()).await.map(|access| access.sub.clone())
    }

    /// The code of the refusal.
    pub(super) async fn refused(&self, request: &Request<()>) -> &'static str {
        let result = self.send(request).await;
        result.map_err(|rejection| rejection.code()).expect_err("the request is refused")
    }
}

/// `GET /orders` with these headers.
pub(super) fn get(headers: &[(&'static str, &str)]) -> Request<()> {
    let mut request = Request::get("/orders?page=2");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap()
}

/// `GET /orders` with this token and this proof.
pub(super) fn with_proof(token: &str, proof: &str) -> Request<()> {
    get(&[("authorization", &format!("DPoP {token}")), ("dpop", proof)])
}

/// A key whose proofs have any header and any payload.
pub(super) struct Forger {
    private_jwk: String,
    pub(super) jwk: serde_json::Value,
    pub(super) key: ProofKey,
}

impl Forger {
    pub(super) fn new() -> Self {
        let key = SigningKey::generate(Algorithm::ES256).unwrap();
        let private_jwk = key.to_private_jwk().unwrap().to_string();
        let mut jwk: serde_json::Value =
            serde_json::from_str(&key.verifying_key().to_jwk().unwrap()).unwrap();
        jwk.as_object_mut().unwrap().retain(|name, _| ["kty", "crv", "x", "y"].contains(&name.as_str()));
        Self { private_jwk, jwk, key: ProofKey::new(key).unwrap() }
    }

    pub(super) fn private_jwk(&self) -> serde_json::Value {
        serde_json::from_str(&self.private_jwk).unwrap()
    }

    pub(super) fn sign(&self, header: &str, payload: &str) -> String {
        forge::es256(&self.private_jwk, header, payload)
    }

    pub(super) fn header(&self) -> serde_json::Value {
        serde_json::json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk })
    }
}

/// The claims of a valid proof for [`get`] with this token.
pub(super) fn claims(token: &str) -> serde_json::Value {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.as_bytes());
    let ath = forge::base64url(digest);
    let jti = forge::base64url(jti());
    serde_json::json!({ "jti": jti, "htm": "GET", "htu": URL, "iat": NOW, "ath": ath })
}

fn jti() -> [u8; 12] {
    let mut octets = [0; 12];
    aws_lc_rs::rand::fill(&mut octets).unwrap();
    octets
}

/// A store that counts what is added.
#[derive(Clone, Default)]
pub(super) struct Counting(pub(super) Arc<AtomicUsize>);

impl EntryStore for Counting {
    fn insert<'a>(&'a self, _: &'a Entry, _: NumericDate) -> BoxFuture<'a, Result<bool, BoxError>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Ok(true) })
    }

    fn raise<'a>(&'a self, _: &'a Entry, _: NumericDate) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async { Ok(()) })
    }

    fn find<'a>(&'a self, keys: &'a [EntryKey]) -> BoxFuture<'a, Result<Vec<Option<i64>>, BoxError>> {
        Box::pin(async { Ok(vec![None; keys.len()]) })
    }
}
