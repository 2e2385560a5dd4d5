//! Keys and tokens of a scripted issuer, and limits for tests.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use jwt_claims::jwks::{Keys, Limits};
use jwt_claims::{Algorithm, KeySet, SigningKey, Verifier, VerifyingKey, jws};

use super::server::Server;

pub(super) const MINUTE: Duration = Duration::from_secs(60);

/// No attempt but the first begins by itself, and each unknown key causes one: so
/// requests can be counted.
pub(super) fn limits() -> Limits {
    let mut limits = Limits::default();
    (limits.min_backoff, limits.max_backoff) = (MINUTE, MINUTE);
    (limits.miss_attempts, limits.max_wait) = (1_000, MINUTE);
    limits
}

/// The same with a short time for an attempt. Good answers may need more on a busy machine: see
/// [`fetched`].
pub(super) fn impatient() -> Limits {
    let mut limits = limits();
    limits.timeout = Duration::from_millis(300);
    limits
}

/// Keys of the server's JWK Set.
pub(super) fn keys(server: &Server) -> Keys {
    keys_within(server, limits())
}

pub(super) fn keys_within(server: &Server, limits: Limits) -> Keys {
    Keys::remote(server.url("/jwks")).and_then(|keys| keys.with_limits(limits)).expect("a URL and limits")
}

/// The key of that name: the same for the same name.
pub(super) fn key(name: &str) -> SigningKey {
    static KEYS: Mutex<BTreeMap<String, SigningKey>> = Mutex::new(BTreeMap::new());
    let mut keys = KEYS.lock().expect("no panic");
    let made = keys
        .entry(name.to_owned())
        .or_insert_with(|| SigningKey::generate(Algorithm::ES256).expect("a backend"));
    made.clone().with_kid(name)
}

/// A JWK Set with the keys of these names.
pub(super) fn jwks(names: &[&str]) -> String {
    KeySet::from(names.iter().map(|name| key(name).verifying_key()).collect::<Vec<VerifyingKey>>()).to_jwks()
}

/// The JWK of the key of that name.
pub(super) fn jwk(name: &str) -> String {
    key(name).verifying_key().to_jwk().expect("a public key")
}

/// A token of the key of that name.
pub(super) fn token(name: &str) -> String {
    token_of(&key(name), "https://auth.example.com")
}

pub(super) fn token_of(key: &SigningKey, issuer: &str) -> String {
    jws::sign(key, format!(r#"{{"iss":"{issuer}","sub":"alice"}}"#).as_bytes()).expect("a token")
}

/// A token that names a key that is not published.
pub(super) fn unknown() -> String {
    token_of(&key("attacker").with_kid("unknown"), "https://auth.example.com")
}

/// `ok`, or the code of the error, after waiting for keys.
pub(super) async fn code(verifier: &Verifier, text: &str) -> &'static str {
    verifier.token_async(text).await.authenticate().err().map_or("ok", |error| error.code())
}

/// The same without waiting.
pub(super) fn code_now(verifier: &Verifier, text: &str) -> &'static str {
    verifier.token(text).authenticate().err().map_or("ok", |error| error.code())
}

/// Makes one attempt, and returns why it failed.
pub(super) async fn attempt(keys: &Keys) -> Result<(), String> {
    let before = keys.status().attempts();
    let _ = code(&Verifier::new(keys.clone()), &unknown()).await;
    let status = keys.status();
    assert_eq!(status.attempts(), before + 1);
    status.last_error().map_or(Ok(()), |error| Err(error.to_owned()))
}

/// Makes attempts until one gets a good answer.
pub(super) async fn fetched(keys: &Keys) {
    let begin = Instant::now();
    while let Err(error) = attempt(keys).await {
        assert!(begin.elapsed() < MINUTE, "{error}");
    }
}

/// Waits until it is so, for a time that is long enough for a slow machine.
pub(super) async fn until(is_so: impl Fn() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(MINUTE, waiting).await.expect("it takes more than a minute");
}
