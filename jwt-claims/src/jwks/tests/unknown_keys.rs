//! Tokens whose key is unknown: anyone can send them.

use std::time::Duration;

use base64_simd::URL_SAFE_NO_PAD;
use tokio::time::{Instant, advance, sleep};

use super::issuer::{Issuer, forged, token, unknown};
use crate::crypto::algorithm::Algorithm;
use crate::error::Error;
use crate::jwks::{Limits, State};
use crate::token::verifier::Verifier;

/// The code of a token, after waiting for keys.
async fn code(verifier: &Verifier, text: &str) -> &'static str {
    verifier.token_async(text).await.authenticate().err().map_or("ok", |error| error.code())
}

fn code_now(verifier: &Verifier, text: &str) -> &'static str {
    verifier.token(text).authenticate().err().map_or("ok", |error| error.code())
}

#[tokio::test(start_paused = true)]
async fn the_first_token_waits_for_the_first_keys() {
    let issuer = Issuer::with(&["a"]);
    let verifier = Verifier::new(issuer.keys());
    assert_eq!(code(&verifier, &token("a")).await, "ok");
    assert_eq!(issuer.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn without_waiting_the_error_wants_other_keys_and_wakes_the_fetch() {
    let issuer = Issuer::with(&["a"]);
    let verifier = Verifier::new(issuer.keys());
    let error: Error = verifier.token(&token("a")).authenticate().unwrap_err();
    assert!(error.wants_other_keys(), "{error}");
    assert_eq!(error.code(), "keys_unavailable");
    sleep(Duration::from_millis(100)).await;
    assert_eq!(code_now(&verifier, &token("a")), "ok");
    // a key that was published later
    issuer.publish(&["a", "b"]);
    let error = verifier.token(&token("b")).authenticate().unwrap_err();
    assert!(error.wants_other_keys() && error.code() == "key_not_found", "{error}");
    sleep(Duration::from_millis(100)).await;
    assert_eq!(code_now(&verifier, &token("b")), "ok");
}

#[tokio::test(start_paused = true)]
async fn a_known_key_does_not_cause_a_request() {
    let issuer = Issuer::with(&["a"]);
    let keys = issuer.keys();
    keys.ready(Duration::from_secs(1)).await.unwrap();
    let verifier = Verifier::new(keys);
    issuer.set_latency(Duration::from_secs(3));
    let begin = Instant::now();
    for _ in 0..1_000 {
        assert_eq!(code(&verifier, &token("a")).await, "ok");
    }
    assert_eq!(begin.elapsed(), Duration::ZERO);
    assert_eq!(issuer.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_invalid_signature_does_not_cause_a_request() {
    let issuer = Issuer::with(&["a"]);
    let verifier = Verifier::new(issuer.keys());
    assert_eq!(code(&verifier, &token("a")).await, "ok");
    for _ in 0..100 {
        assert_eq!(code(&verifier, &forged("a")).await, "signature_invalid");
        assert_eq!(code_now(&verifier, &forged("a")), "signature_invalid");
        advance(Duration::from_millis(50)).await;
    }
    assert_eq!(issuer.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_unknown_names_cause_two_requests_in_half_a_minute() {
    let issuer = Issuer::with(&["a"]);
    let verifier = Verifier::new(issuer.keys());
    assert_eq!(code(&verifier, &token("a")).await, "ok");
    let begin = Instant::now();
    for nth in 0..10_000 {
        assert_eq!(code(&verifier, &unknown(nth)).await, "key_not_found");
        if nth % 100 == 0 {
            sleep(Duration::from_secs(1)).await;
        }
    }
    let asked: Vec<_> = issuer.requests().into_iter().filter(|asked| asked.bypasses_caches).collect();
    let windows = begin.elapsed().as_secs() / 30 + 1;
    assert!(asked.len() as u64 <= 2 * windows, "{} in {:?}", asked.len(), begin.elapsed());
    // in any half minute, not only in those of a clock
    for first in &asked {
        let close = asked.iter().filter(|other| {
            other.at >= first.at && other.at.duration_since(first.at) < Duration::from_secs(30)
        });
        assert!(close.count() <= 2);
    }
    assert!(asked.len() >= 4, "{}", asked.len());
}

/// By hand: `cargo test -p jwt-claims --lib --release --features jwks -- --ignored --nocapture a_flood`.
#[tokio::test(start_paused = true)]
#[ignore = "prints figures of two simulated days; takes a minute"]
async fn a_flood_of_unknown_names_for_two_days() {
    fastrand::seed(7);
    let issuer = Issuer::with(&["a"]);
    let keys = issuer.keys();
    let verifier = Verifier::new(keys.clone());
    let (good, mut unknown) = (token("a"), 0_u64);
    assert_eq!(code(&verifier, &good).await, "ok");
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(2 * 24 * 3600) {
        // an hour of the second day without the issuer
        let hours = begin.elapsed().as_secs() / 3600;
        issuer.set_down(hours == 30);
        for _ in 0..12 {
            let header = format!(r#"{{"alg":"ES256","kid":"{:x}"}}"#, fastrand::u128(..));
            let text =
                format!("{}.e30.{}", URL_SAFE_NO_PAD.encode_to_string(header.as_bytes()), "A".repeat(86));
            let refused = code(&verifier, &text).await;
            assert!(refused == "key_not_found" || refused == "keys_unavailable" && hours >= 30, "{refused}");
            unknown += 1;
        }
        assert_eq!(code_now(&verifier, &good), "ok");
        sleep(Duration::from_secs(1)).await;
    }
    let asked = issuer.requests().iter().filter(|asked| asked.bypasses_caches).count();
    assert!(asked as u64 <= 2 * (begin.elapsed().as_secs() / 30 + 1), "{asked}");
    println!("{unknown} unknown names in 48 h: {asked} requests for them, {} in all", issuer.count());
}

#[tokio::test(start_paused = true)]
async fn failed_attempts_count() {
    let issuer = Issuer::with(&["a"]);
    let verifier = Verifier::new(issuer.keys());
    assert_eq!(code(&verifier, &token("a")).await, "ok");
    issuer.set_down(true);
    for nth in 0..1_000 {
        assert_eq!(code(&verifier, &unknown(nth)).await, "key_not_found");
    }
    let asked = issuer.requests().into_iter().filter(|asked| asked.bypasses_caches).count();
    assert_eq!(asked, 2);
}

#[tokio::test(start_paused = true)]
async fn many_tokens_of_a_new_key_share_one_request() {
    let issuer = Issuer::with(&["a"]);
    let verifier = Verifier::new(issuer.keys());
    assert_eq!(code(&verifier, &token("a")).await, "ok");
    issuer.publish(&["a", "b"]);
    let text = token("b");
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let (verifier, text) = (verifier.clone(), text.clone());
        waiting.spawn(async move { code(&verifier, &text).await });
    }
    while let Some(code) = waiting.join_next().await {
        assert_eq!(code.unwrap(), "ok");
    }
    assert_eq!(issuer.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn at_most_so_many_tokens_wait_and_for_a_second_at_most() {
    let issuer = Issuer::with(&["a"]);
    issuer.set_latency(Duration::from_secs(4));
    let verifier = Verifier::new(issuer.keys());
    let begin = Instant::now();
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..300 {
        let (verifier, text) = (verifier.clone(), token("a"));
        waiting.spawn(async move { (code(&verifier, &text).await, Instant::now()) });
    }
    let (mut at_once, mut later) = (0, 0);
    while let Some(done) = waiting.join_next().await {
        let (code, at) = done.unwrap();
        assert_eq!(code, "keys_unavailable");
        let waited = at.duration_since(begin);
        assert!(waited.is_zero() || waited == Duration::from_secs(1), "{waited:?}");
        if waited.is_zero() { at_once += 1 } else { later += 1 }
    }
    assert_eq!((at_once, later), (300 - 256, 256));
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_request_gives_its_place_back_and_the_fetch_goes_on() {
    let issuer = Issuer::with(&["a"]);
    issuer.set_latency(Duration::from_millis(900));
    let verifier = Verifier::new(issuer.keys_within(Limits { max_waiters: 1, ..Limits::default() }));
    let text = token("a");
    for _ in 0..3 {
        let waiting = verifier.token_async(&text);
        assert!(tokio::time::timeout(Duration::from_millis(100), waiting).await.is_err());
    }
    // its fetch began with the first, so little is left to wait
    let begin = Instant::now();
    assert_eq!(code(&verifier, &text).await, "ok");
    assert_eq!((begin.elapsed(), issuer.count()), (Duration::from_millis(600), 1));
}

#[tokio::test(start_paused = true)]
async fn a_withdrawn_key_is_refused_after_the_next_fetch_also_from_the_cache() {
    let issuer = Issuer::with(&["a", "b"]);
    let keys = issuer.keys();
    let verifier = Verifier::new(keys.clone());
    #[cfg(feature = "cache")]
    let verifier = verifier.with_cache(100).unwrap();
    for _ in 0..3 {
        assert_eq!(code(&verifier, &token("b")).await, "ok");
    }
    let text = token("b");
    assert_eq!(code(&verifier, &text).await, "ok");
    assert_eq!(code(&verifier, &text).await, "ok");
    issuer.publish(&["a"]);
    keys.refresh().await.unwrap();
    assert_eq!(code_now(&verifier, &text), "key_not_found");
    assert_eq!(code(&verifier, &text).await, "key_not_found");
    assert_eq!(keys.status().state(), State::Fresh);
}

#[tokio::test(start_paused = true)]
async fn a_key_of_another_algorithm_or_a_secret_is_not_used() {
    let issuer = Issuer::with(&["a"]);
    let keys = issuer.keys().with_algorithms([Algorithm::RS256]).unwrap();
    assert_eq!(keys.ready(Duration::from_secs(1)).await.unwrap_err().code(), "keys_unavailable");
    let error = keys.status().last_error().unwrap().to_owned();
    assert!(error.contains("at least one key"), "{error}");
    assert!(issuer.keys().with_algorithms([Algorithm::HS256]).is_err());
    assert!(issuer.keys().with_algorithms([]).is_err());
}
