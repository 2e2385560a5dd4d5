//! Several issuers, and issuers that are looked up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::sleep;

use super::issuer::{Issuer, key, token_of};
use crate::jwks::{BoxError, BoxFuture, IssuerKeys, Issuers, State, Tenants};
use crate::token::verifier::Verifier;

async fn code(verifier: &Verifier, name: &str, issuer: &str) -> &'static str {
    let text = token_of(name, issuer);
    verifier.token_async(&text).await.authenticate().err().map_or("ok", |error| error.code())
}

#[tokio::test(start_paused = true)]
async fn each_issuer_has_its_keys_and_fails_by_itself() {
    let [one, two] = [Issuer::with(&["a"]), Issuer::with(&["b"])];
    two.set_down(true);
    let issuers = Issuers::new()
        .with("https://one.example.com", one.keys())
        .and_then(|issuers| issuers.with("https://two.example.com", two.keys()))
        .and_then(|issuers| issuers.with("https://three.example.com", key("c").verifying_key()))
        .unwrap();
    let ready = issuers.ready(Duration::from_secs(2)).await;
    let ready: Vec<_> = ready.iter().map(|(issuer, result)| (issuer.as_str(), result.is_ok())).collect();
    assert_eq!(
        ready,
        [
            ("https://one.example.com", true),
            ("https://three.example.com", true),
            ("https://two.example.com", false)
        ]
    );
    let verifier = Verifier::new(issuers.clone());
    assert_eq!(code(&verifier, "a", "https://one.example.com").await, "ok");
    assert_eq!(code(&verifier, "c", "https://three.example.com").await, "ok");
    assert_eq!(code(&verifier, "b", "https://two.example.com").await, "keys_unavailable");
    // keys of one issuer for another
    for (name, issuer) in [("a", "three"), ("c", "one"), ("b", "one"), ("b", "three")] {
        let issuer = format!("https://{issuer}.example.com");
        assert_ne!(code(&verifier, name, &issuer).await, "ok", "{name} {issuer}");
    }
    for issuer in ["https://one.example.com/", "https://ONE.example.com", "", "https://four.example.com"] {
        assert_eq!(code(&verifier, "a", issuer).await, "key_not_found", "{issuer}");
    }
    let states: Vec<_> = issuers.status().iter().map(|(_, status)| status.state()).collect();
    assert_eq!(states, [State::Fresh, State::Pending]);
}

#[test]
fn contradicting_issuers_are_refused() {
    let issuers = || Issuers::new().with("https://one.example.com", key("a").verifying_key()).unwrap();
    assert!(issuers().with("https://one.example.com", key("b").verifying_key()).is_err());
    let bound = key("b").verifying_key().for_issuer("https://two.example.com");
    assert!(issuers().with("https://three.example.com", bound.clone()).is_err());
    assert!(issuers().with("https://two.example.com", bound).is_ok());
    let other = crate::jwks::Keys::discover("https://four.example.com").unwrap();
    assert!(issuers().with("https://five.example.com", other).is_err());
}

/// A database of tenants: `https://known-…` has the keys of one issuer.
#[derive(Clone)]
struct Database {
    issuer: Issuer,
    asked: Arc<AtomicUsize>,
    is_down: Arc<AtomicBool>,
}

impl Tenants for Database {
    fn keys<'a>(&'a self, issuer: &'a str) -> BoxFuture<'a, Result<Option<IssuerKeys>, BoxError>> {
        Box::pin(async move {
            self.asked.fetch_add(1, Ordering::Relaxed);
            sleep(Duration::from_millis(5)).await;
            if self.is_down.load(Ordering::Relaxed) {
                return Err("the database is down".into());
            }
            Ok(issuer.starts_with("https://known-").then(|| self.issuer.keys().into()))
        })
    }
}

fn database() -> Database {
    Database { issuer: Issuer::with(&["a"]), asked: Arc::default(), is_down: Arc::default() }
}

#[tokio::test(start_paused = true)]
async fn tenants_are_asked_for_once_in_a_while() {
    let database = database();
    let verifier = Verifier::new(Issuers::new().with_tenants(database.clone(), 10).unwrap());
    for _ in 0..50 {
        assert_eq!(code(&verifier, "a", "https://known-1").await, "ok");
        assert_eq!(code(&verifier, "a", "https://other").await, "key_not_found");
        assert_eq!(code(&verifier, "a", &"x".repeat(2_000)).await, "key_not_found");
    }
    assert_eq!(database.asked.load(Ordering::Relaxed), 2);
    sleep(Duration::from_secs(400)).await;
    // asked again, and the database is down: the old answer is used for an hour
    database.is_down.store(true, Ordering::Relaxed);
    assert_eq!(code(&verifier, "a", "https://known-1").await, "ok");
    assert_eq!(code(&verifier, "a", "https://known-2").await, "keys_unavailable");
    sleep(Duration::from_secs(3700)).await;
    assert_eq!(code(&verifier, "a", "https://known-1").await, "keys_unavailable");
    database.is_down.store(false, Ordering::Relaxed);
    assert_eq!(code(&verifier, "a", "https://known-1").await, "ok");
}

#[tokio::test(start_paused = true)]
async fn invented_issuers_do_not_push_tenants_out() {
    let database = database();
    let verifier = Verifier::new(Issuers::new().with_tenants(database.clone(), 10).unwrap());
    assert_eq!(code(&verifier, "a", "https://known-1").await, "ok");
    for nth in 0..3_000 {
        assert_eq!(code(&verifier, "a", &format!("https://invented-{nth}")).await, "key_not_found");
    }
    let asked = database.asked.load(Ordering::Relaxed);
    assert_eq!(code(&verifier, "a", "https://known-1").await, "ok");
    assert_eq!(database.asked.load(Ordering::Relaxed), asked);
}

#[tokio::test(start_paused = true)]
async fn the_first_tokens_of_a_tenant_share_one_question_and_one_fetch() {
    let database = database();
    let verifier = Verifier::new(Issuers::new().with_tenants(database.clone(), 10).unwrap());
    let mut waiting = tokio::task::JoinSet::new();
    for nth in 0..1_000 {
        let verifier = verifier.clone();
        waiting.spawn(async move {
            // some come while the answer is on its way
            sleep(Duration::from_millis(nth % 7)).await;
            code(&verifier, "a", "https://known-1").await
        });
    }
    let codes = waiting.join_all().await;
    // at most 256 wait for the keys of one issuer
    assert!(codes.iter().filter(|code| **code == "ok").count() >= 256);
    assert!(codes.iter().all(|code| ["ok", "keys_unavailable"].contains(code)));
    assert_eq!((database.asked.load(Ordering::Relaxed), database.issuer.count()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn without_waiting_a_tenant_that_was_not_looked_up_is_not_available() {
    let verifier = Verifier::new(Issuers::new().with_tenants(database(), 10).unwrap());
    let now =
        |issuer: &str| verifier.token(&token_of("a", issuer)).authenticate().map_err(|error| error.code());
    assert_eq!(now("https://known-1").unwrap_err(), "keys_unavailable");
    assert_eq!(code(&verifier, "a", "https://known-1").await, "ok");
    assert!(now("https://known-1").is_ok());
    assert_eq!(code(&verifier, "a", "https://invented").await, "key_not_found");
    assert_eq!(now("https://invented").unwrap_err(), "key_not_found");
}
