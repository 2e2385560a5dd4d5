//! Issuers that cannot be reached.

use std::time::{Duration, SystemTime};

use tokio::time::{Instant, advance, sleep};

use super::issuer::{Issuer, key, token};
use crate::base::clock::FixedClock;
use crate::jwks::{Limits, State};
use crate::key::KeySet;
use crate::token::verifier::Verifier;

const MINUTE: Duration = Duration::from_secs(60);

async fn code(verifier: &Verifier, name: &str) -> &'static str {
    verifier.token_async(&token(name)).await.authenticate().err().map_or("ok", |error| error.code())
}

#[tokio::test(start_paused = true)]
async fn an_issuer_that_is_down_at_the_start() {
    let issuer = Issuer::with(&["a"]);
    issuer.set_down(true);
    let keys = issuer.keys();
    let verifier = Verifier::new(keys.clone());
    let begin = Instant::now();
    let error = keys.ready(Duration::from_secs(3)).await.unwrap_err();
    assert_eq!((error.code(), begin.elapsed()), ("keys_unavailable", Duration::from_secs(3)));
    assert!(error.to_string().contains("connection refused"), "{error}");
    assert_eq!(code(&verifier, "a").await, "keys_unavailable");
    assert_eq!(keys.status().state(), State::Pending);
    sleep(10 * MINUTE).await;
    issuer.set_down(false);
    // the longest pause is a minute and a fifth
    keys.ready(Duration::from_secs(73)).await.unwrap();
    assert_eq!(code(&verifier, "a").await, "ok");
}

#[tokio::test(start_paused = true)]
async fn attempts_become_rare_while_the_issuer_is_down() {
    let issuer = Issuer::with(&["a"]);
    issuer.set_down(true);
    let keys = issuer.keys();
    let _ = keys.ready(60 * MINUTE).await;
    let at: Vec<Instant> = issuer.requests().iter().map(|asked| asked.at).collect();
    let pauses: Vec<f64> = at.windows(2).map(|two| two[1].duration_since(two[0]).as_secs_f64()).collect();
    for (nth, pause) in pauses.iter().enumerate() {
        let expected = f64::from(2_u32.saturating_pow(nth as u32)).min(60.0);
        assert!((0.79 * expected..=1.21 * expected + 0.05).contains(pause), "{nth}: {pause}");
    }
    assert!((50..75).contains(&at.len()), "{}", at.len());
}

#[tokio::test(start_paused = true)]
async fn known_keys_work_for_an_hour_after_their_time_and_no_longer() {
    let issuer = Issuer::with(&["a"]);
    let keys = issuer.keys();
    let verifier = Verifier::new(keys.clone());
    keys.ready(MINUTE).await.unwrap();
    issuer.set_down(true);
    let begin = Instant::now();
    while begin.elapsed() < 120 * MINUTE {
        let age = begin.elapsed();
        let known = code(&verifier, "a").await;
        let unknown = code(&verifier, "b").await;
        if age < 5 * MINUTE {
            assert_eq!((known, unknown), ("ok", "key_not_found"), "{age:?}");
        } else if age < 65 * MINUTE {
            assert_eq!((known, unknown), ("ok", "keys_unavailable"), "{age:?}");
        } else if age > 66 * MINUTE {
            assert_eq!((known, unknown), ("keys_unavailable", "keys_unavailable"), "{age:?}");
            assert_eq!(keys.status().state(), State::Expired);
            assert!(keys.key_set().is_empty());
        }
        sleep(Duration::from_secs(17)).await;
    }
    issuer.set_down(false);
    sleep(Duration::from_secs(73)).await;
    assert_eq!(code(&verifier, "a").await, "ok");
    assert_eq!(keys.status().state(), State::Fresh);
}

#[tokio::test(start_paused = true)]
async fn without_time_for_outages_keys_stop_at_the_end_of_their_time() {
    let issuer = Issuer::with(&["a"]);
    let keys = issuer.keys_within(Limits { stale_if_error: Duration::ZERO, ..Limits::default() });
    let verifier = Verifier::new(keys.clone());
    keys.ready(MINUTE).await.unwrap();
    issuer.set_down(true);
    sleep(Duration::from_secs(299)).await;
    assert_eq!(code(&verifier, "a").await, "ok");
    sleep(Duration::from_secs(2)).await;
    assert_eq!(code(&verifier, "a").await, "keys_unavailable");
}

#[tokio::test(start_paused = true)]
async fn keys_are_fetched_again_before_they_are_old() {
    let issuer = Issuer::with(&["a"]);
    let keys = issuer.keys();
    keys.ready(MINUTE).await.unwrap();
    sleep(24 * 60 * MINUTE).await;
    let at: Vec<Instant> = issuer.requests().iter().map(|asked| asked.at).collect();
    for two in at.windows(2) {
        let pause = two[1].duration_since(two[0]).as_secs_f64();
        assert!((0.69 * 300.0..=0.91 * 300.0).contains(&pause), "{pause}");
    }
    assert!((320..=412).contains(&at.len()), "{}", at.len());
    assert!(issuer.requests().iter().all(|asked| !asked.bypasses_caches));
}

#[tokio::test(start_paused = true)]
async fn the_clock_of_claims_does_not_change_the_age_of_keys() {
    let issuer = Issuer::with(&["a"]);
    let keys = issuer.keys();
    let clock = FixedClock::at(1_800_000_000);
    let verifier = Verifier::new(keys.clone()).with_clock(clock.clone());
    keys.ready(MINUTE).await.unwrap();
    for at in [0, 4_000_000_000, 1_800_000_000, 1] {
        clock.set(at);
        assert_eq!(code(&verifier, "a").await, "ok");
        assert_eq!(keys.status().state(), State::Fresh);
    }
    assert_eq!(issuer.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_ends_after_five_seconds() {
    let issuer = Issuer::with(&["a"]);
    issuer.set_latency(MINUTE);
    let keys = issuer.keys();
    let begin = Instant::now();
    assert!(keys.refresh().await.unwrap_err().to_string().contains("within 5000 ms"));
    assert_eq!(begin.elapsed(), Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn seeded_keys_are_used_until_newer_ones_are_fetched() {
    let jwks = KeySet::from(key("a").verifying_key()).to_jwks();
    let issuer = Issuer::with(&["b"]);
    let keys = issuer.keys();
    let verifier = Verifier::new(keys.clone());
    keys.seed(&jwks, SystemTime::now()).unwrap();
    assert_eq!(code(&verifier, "a").await, "ok");
    assert_eq!(issuer.count(), 0);
    assert_eq!(keys.export().unwrap().0, jwks);
    // newer ones
    assert_eq!(code(&verifier, "b").await, "ok");
    keys.seed(&jwks, SystemTime::now() - MINUTE).unwrap();
    assert_eq!(code(&verifier, "a").await, "key_not_found");
    // too old, damaged, empty
    let keys = issuer.keys();
    keys.seed(&jwks, SystemTime::now() - 66 * MINUTE).unwrap();
    assert_eq!(keys.status().state(), State::Pending);
    for damaged in ["", "<html>", r#"{"keys":[]}"#, r#"{"keys":[{"kty":"oct","k":"AA"}]}"#] {
        assert!(keys.seed(damaged, SystemTime::now()).is_err(), "{damaged}");
    }
}

/// Both are newer than the keys before them, and the verifier must see each.
#[tokio::test(start_paused = true)]
async fn keys_that_are_seeded_during_a_fetch_are_replaced_by_its_answer() {
    let jwks = KeySet::from(key("b").verifying_key()).to_jwks();
    let issuer = Issuer::with(&["a"]);
    let keys = issuer.keys();
    let verifier = Verifier::new(keys.clone());
    let fetch = tokio::spawn({
        let keys = keys.clone();
        async move { keys.refresh().await }
    });
    sleep(Duration::from_millis(10)).await;
    keys.seed(&jwks, SystemTime::now()).unwrap();
    assert!(verifier.token(&token("b")).authenticate().is_ok());
    fetch.await.unwrap().unwrap();
    assert!(verifier.token(&token("a")).authenticate().is_ok());
    assert_eq!(verifier.token(&token("b")).authenticate().unwrap_err().code(), "key_not_found");
}

#[tokio::test(start_paused = true)]
async fn seeded_keys_that_are_old_are_fetched_again() {
    let jwks = KeySet::from(key("a").verifying_key()).to_jwks();
    let issuer = Issuer::with(&["a"]);
    let keys = issuer.keys();
    let verifier = Verifier::new(keys.clone());
    keys.seed(&jwks, SystemTime::now() - 20 * MINUTE).unwrap();
    assert_eq!(keys.status().state(), State::Stale);
    assert_eq!(code(&verifier, "a").await, "ok");
    sleep(Duration::from_secs(1)).await;
    assert_eq!((keys.status().state(), issuer.count()), (State::Fresh, 1));
}

#[tokio::test(start_paused = true)]
async fn several_refreshes_share_an_attempt() {
    let issuer = Issuer::with(&["a"]);
    let keys = issuer.keys();
    let (one, two, three) = tokio::join!(keys.refresh(), keys.refresh(), keys.refresh());
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(issuer.count(), 1);
    let begin = Instant::now();
    let (one, two) = tokio::join!(keys.refresh(), keys.refresh());
    assert!(one.is_ok() && two.is_ok());
    assert_eq!((issuer.count(), begin.elapsed()), (2, Duration::from_millis(1_020)));
    advance(Duration::from_secs(2)).await;
    keys.refresh().await.unwrap();
    assert_eq!(issuer.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_task_ends_with_the_last_clone() {
    let issuer = Issuer::with(&["a"]);
    let keys = issuer.keys();
    keys.ready(MINUTE).await.unwrap();
    drop(keys);
    sleep(60 * MINUTE).await;
    assert_eq!(issuer.count(), 1);
    assert_eq!(tokio::runtime::Handle::current().metrics().num_alive_tasks(), 0);
}

#[test]
fn keys_outlive_the_runtime_that_fetched_them() {
    let issuer = Issuer::with(&["a"]);
    issuer.set_latency(Duration::from_millis(30));
    let keys = issuer.keys();
    let verifier = Verifier::new(keys.clone());
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // a shutdown with a fetch under way
    runtime().block_on(async {
        let _ = keys.ready(Duration::from_millis(1)).await;
    });
    assert_eq!(issuer.count(), 1);
    assert_eq!(keys.status().state(), State::Pending);
    runtime().block_on(async { assert_eq!(code(&verifier, "a").await, "ok") });
    // and without a runtime
    assert!(verifier.token(&token("a")).authenticate().is_ok());
    issuer.publish(&["a", "b"]);
    assert_eq!(verifier.token(&token("b")).authenticate().unwrap_err().code(), "key_not_found");
    runtime().block_on(async { assert_eq!(code(&verifier, "b").await, "ok") });
}

#[tokio::test(start_paused = true)]
async fn newer_seeded_keys_are_fetched_again_before_they_are_old() {
    let issuer = Issuer::with(&["a"]);
    let day = 24 * 60 * MINUTE;
    let keys = issuer.keys_within(Limits { ttl: day, ..Limits::default() });
    keys.ready(MINUTE).await.unwrap();
    // an application that has read the set again by itself, much later
    sleep(60 * MINUTE).await;
    let jwks = KeySet::from(key("b").verifying_key()).to_jwks();
    keys.seed(&jwks, SystemTime::now() + MINUTE).unwrap();
    assert_eq!(keys.key_set().len(), 1);
    sleep(day).await;
    assert_eq!((keys.status().state(), issuer.count()), (State::Fresh, 2));
}
