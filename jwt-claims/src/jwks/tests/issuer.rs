//! A scripted issuer without a network.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use http::{Request, Response, StatusCode};
use tokio::time::{Instant, sleep};

use crate::crypto::algorithm::Algorithm;
use crate::jwks::{BoxError, BoxFuture, Fetch, Keys, Limits};
use crate::key::{KeySet, SigningKey, VerifyingKey};
use crate::token::jws;

/// What the issuer answers, and which requests it had.
#[derive(Clone)]
pub(super) struct Issuer(Arc<Mutex<Script>>);

struct Script {
    keys: Vec<SigningKey>,
    is_down: bool,
    latency: Duration,
    requests: Vec<Asked>,
}

#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) at: Instant,
    pub(super) bypasses_caches: bool,
}

impl Issuer {
    /// An issuer with keys of these names.
    pub(super) fn with(names: &[&str]) -> Self {
        let (keys, latency) = (names.iter().map(|name| key(name)).collect(), Duration::from_millis(20));
        Self(Arc::new(Mutex::new(Script { keys, is_down: false, latency, requests: Vec::new() })))
    }

    pub(super) fn keys(&self) -> Keys {
        self.keys_within(Limits::default())
    }

    pub(super) fn keys_within(&self, limits: Limits) -> Keys {
        let keys = Keys::remote("https://auth.example.com/jwks").unwrap();
        keys.with_limits(limits).unwrap().with_fetch(self.clone())
    }

    pub(super) fn publish(&self, names: &[&str]) {
        self.0.lock().unwrap().keys = names.iter().map(|name| key(name)).collect();
    }

    pub(super) fn set_down(&self, is_down: bool) {
        self.0.lock().unwrap().is_down = is_down;
    }

    pub(super) fn set_latency(&self, latency: Duration) {
        self.0.lock().unwrap().latency = latency;
    }

    pub(super) fn requests(&self) -> Vec<Asked> {
        self.0.lock().unwrap().requests.clone()
    }

    pub(super) fn count(&self) -> usize {
        self.0.lock().unwrap().requests.len()
    }
}

/// The key of that name: the same for the same name.
pub(super) fn key(name: &str) -> SigningKey {
    use std::collections::BTreeMap;
    static KEYS: Mutex<BTreeMap<String, SigningKey>> = Mutex::new(BTreeMap::new());
    let mut keys = KEYS.lock().unwrap();
    let made = keys.entry(name.to_owned()).or_insert_with(|| SigningKey::generate(Algorithm::ES256).unwrap());
    made.clone().with_kid(name)
}

/// A token of that key that does not expire.
pub(super) fn token(name: &str) -> String {
    token_of(name, "https://auth.example.com")
}

pub(super) fn token_of(name: &str, issuer: &str) -> String {
    jws::sign(&key(name), format!(r#"{{"iss":"{issuer}","sub":"alice"}}"#).as_bytes()).unwrap()
}

/// A token that names a key, and is signed by another.
pub(super) fn forged(name: &str) -> String {
    jws::sign(&key("attacker").with_kid(name), br#"{"sub":"alice"}"#).unwrap()
}

/// A token that names a key that nobody has.
pub(super) fn unknown(nth: usize) -> String {
    jws::sign(&key("attacker").with_kid(format!("unknown-{nth}")), br#"{"sub":"alice"}"#).unwrap()
}

impl Fetch for Issuer {
    fn fetch(
        &self,
        request: Request<()>,
        _max_bytes: usize,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, BoxError>> {
        let latency = {
            let mut script = self.0.lock().unwrap();
            let bypasses_caches = request.headers().contains_key(CACHE_CONTROL);
            script.requests.push(Asked { at: Instant::now(), bypasses_caches });
            script.latency
        };
        Box::pin(async move {
            sleep(latency).await;
            let script = self.0.lock().unwrap();
            if script.is_down {
                return Err("connection refused".into());
            }
            let keys: KeySet =
                script.keys.iter().map(SigningKey::verifying_key).collect::<Vec<VerifyingKey>>().into();
            let text = keys.to_jwks();
            let names: Vec<&str> = script.keys.iter().filter_map(SigningKey::kid).collect();
            let etag = format!("\"{}\"", names.join("-"));
            let mut response = Response::new(text.into_bytes());
            if request.headers().get(IF_NONE_MATCH).is_some_and(|known| *known == *etag) {
                response = Response::new(Vec::new());
                *response.status_mut() = StatusCode::NOT_MODIFIED;
            }
            response.headers_mut().insert(ETAG, etag.parse()?);
            Ok(response)
        })
    }
}
