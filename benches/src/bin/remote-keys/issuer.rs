//! An issuer that rotates its keys, and is away in the middle third of the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use jwt_claims::{Algorithm, Error, Issuer as Tokens, KeySet, SigningKey, VerifyingKey};

use crate::Access;

/// How often the issuer signs with the next key.
const PERIOD: Duration = Duration::from_secs(3);
/// It publishes a key so many periods before it signs with it: longer than a set is fresh.
const AHEAD: usize = 2;
/// Enough for an hour.
const KEYS: usize = 1_200;

/// Shared by the server and the clients.
#[derive(Clone)]
pub(crate) struct Issuer(Arc<Shared>);

struct Shared {
    /// The keys and a token of each.
    keys: Vec<(SigningKey, String)>,
    fixed: (SigningKey, String),
    stranger: SigningKey,
    current: AtomicUsize,
    is_down: AtomicBool,
    answers: AtomicUsize,
    failures: AtomicUsize,
}

fn key(name: &str) -> Result<SigningKey, Error> {
    Ok(SigningKey::generate(Algorithm::ES256)?.with_kid(name))
}

fn token(key: &SigningKey) -> Result<String, Error> {
    let access = Access { sub: "alice".into(), roles: vec!["editor".into()] };
    Ok(Tokens::new(key.clone()).issue(&access)?.as_str().to_owned())
}

impl Issuer {
    pub(crate) fn new() -> Result<Self, Error> {
        let with_token = |key: SigningKey| Ok::<_, Error>((key.clone(), token(&key)?));
        let keys = (0..KEYS).map(|nth| key(&format!("key-{nth}")).and_then(with_token));
        Ok(Self(Arc::new(Shared {
            keys: keys.collect::<Result<_, Error>>()?,
            fixed: key("fixed").and_then(with_token)?,
            stranger: key("stranger")?,
            current: AtomicUsize::new(0),
            is_down: AtomicBool::new(false),
            answers: AtomicUsize::new(0),
            failures: AtomicUsize::new(0),
        })))
    }

    pub(crate) fn fixed_key(&self) -> VerifyingKey {
        self.0.fixed.0.verifying_key()
    }

    pub(crate) fn router(&self) -> Router {
        Router::new().route("/jwks", get(jwks)).with_state(self.clone())
    }

    /// The keys that are published: the last one, the current one, and those ahead.
    fn published(&self) -> KeySet {
        let current = self.0.current.load(Ordering::Relaxed);
        let keys = &self.0.keys[current.saturating_sub(1)..=current + AHEAD];
        keys.iter().map(|(key, _)| key.verifying_key()).collect()
    }

    /// Rotates until the time is over. Nothing changes while the issuer is away.
    pub(crate) fn start(&self, begin: Instant, time: Duration) {
        let shared = Arc::clone(&self.0);
        tokio::spawn(async move {
            let mut rotated_at = begin;
            while begin.elapsed() < time {
                tokio::time::sleep(Duration::from_millis(100)).await;
                let is_down = 3 * begin.elapsed().as_millis() / time.as_millis() == 1;
                shared.is_down.store(is_down, Ordering::Relaxed);
                if !is_down && rotated_at.elapsed() > PERIOD {
                    shared.current.fetch_add(1, Ordering::Relaxed);
                    rotated_at = Instant::now();
                }
            }
        });
    }

    fn rotations(&self) -> usize {
        self.0.current.load(Ordering::Relaxed)
    }

    /// A token of the current key.
    pub(crate) fn good(&self) -> &str {
        &self.0.keys[self.rotations()].1
    }

    /// A token of the key that does not change.
    pub(crate) fn fixed(&self) -> &str {
        &self.0.fixed.1
    }

    /// A token that names the current key, and is signed by another.
    pub(crate) fn forged(&self) -> String {
        let name = format!("key-{}", self.rotations());
        token(&self.0.stranger.clone().with_kid(name)).expect("valid claims")
    }

    /// A token that names a key that nobody has.
    pub(crate) fn unknown(&self, nth: u64) -> String {
        token(&self.0.stranger.clone().with_kid(format!("unknown-{nth}"))).expect("valid claims")
    }

    /// A token of a key that was withdrawn two periods ago: longer than a set is fresh. None
    /// while the issuer is away, because the keys that are known then stay in use.
    pub(crate) fn withdrawn(&self) -> Option<&str> {
        let last = self.rotations().checked_sub(4).filter(|_| !self.0.is_down.load(Ordering::Relaxed))?;
        Some(&self.0.keys[last].1)
    }

    pub(crate) fn report(&self) -> String {
        let [answers, failures] =
            [&self.0.answers, &self.0.failures].map(|count| count.load(Ordering::Relaxed));
        format!("{} rotations, {answers} answers with keys, {failures} with 503", self.rotations())
    }
}

async fn jwks(State(issuer): State<Issuer>) -> Result<String, StatusCode> {
    if issuer.0.is_down.load(Ordering::Relaxed) {
        issuer.0.failures.fetch_add(1, Ordering::Relaxed);
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    issuer.0.answers.fetch_add(1, Ordering::Relaxed);
    Ok(issuer.published().to_jwks())
}
