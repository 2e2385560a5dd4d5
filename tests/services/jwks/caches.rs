//! How long an answer is fresh, and caches between the issuer and the service.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use jwt_claims::Verifier;
use jwt_claims::jwks::{Keys, Limits};

use super::server::{Answer, Request, Server};
use super::support::{
    MINUTE, attempt, code, code_now, jwks, keys, keys_within, limits, token, unknown, until,
};

/// An answer is fresh for 200 to 400 ms, also if the issuer says more or less.
fn quick() -> Limits {
    let mut limits = limits();
    limits.min_ttl = Duration::from_millis(200);
    limits.ttl = Duration::from_millis(300);
    limits.max_ttl = Duration::from_millis(400);
    limits
}

/// The pause is 0.7 of the minimum or more, so a slow machine makes it rarer.
#[tokio::test]
async fn an_answer_that_is_old_at_once_does_not_make_a_loop() {
    for control in ["max-age=0", "no-cache", "no-store", "max-age=0, must-revalidate", "private, max-age=0"] {
        let server =
            Server::start(move |_| Answer::ok_with(&[("Cache-Control", control)], jwks(&["a"]))).await;
        let begin = Instant::now();
        let keys = keys_within(&server, quick());
        keys.ready(MINUTE).await.expect("keys");
        until(|| server.count() >= 5).await;
        // first the count: the server still answers
        let (count, elapsed) = (server.count(), begin.elapsed());
        assert!(count as u128 <= elapsed.as_millis() / 140 + 1, "{control}: {count} in {elapsed:?}");
    }
}

#[tokio::test]
async fn an_answer_for_a_year_is_asked_for_again() {
    let server =
        Server::start(|_| Answer::ok_with(&[("Cache-Control", "max-age=31536000, immutable")], jwks(&["a"])))
            .await;
    let keys = keys_within(&server, quick());
    keys.ready(MINUTE).await.expect("keys");
    until(|| server.count() >= 3).await;
    assert!(server.requests().iter().all(|request| !request.bypasses_caches()));
}

/// Answers with 304 if the request has the tag of the current keys.
fn with_tag(request: &Request, tag: &'static str, names: &[&str]) -> Answer {
    let headers = [("ETag", tag), ("Cache-Control", "max-age=300")];
    if request.header("if-none-match") == Some(tag) {
        return Answer::with("304 Not Modified", &headers, "");
    }
    Answer::ok_with(&headers, jwks(names))
}

#[tokio::test]
async fn an_entity_tag_is_sent_back_and_304_keeps_the_keys() {
    let server = Server::start(|request| with_tag(request, "W/\"1\"", &["a"])).await;
    let keys = keys(&server);
    let verifier = Verifier::new(keys.clone());
    attempt(&keys).await.expect("a set");
    for _ in 0..3 {
        let before = keys.status().fetched_at();
        attempt(&keys).await.expect("304");
        assert!(keys.status().fetched_at() > before);
        assert_eq!(code_now(&verifier, &token("a")), "ok");
    }
    server.follow(|request| with_tag(request, "\"2\"", &["b"]));
    attempt(&keys).await.expect("a set");
    assert_eq!(code_now(&verifier, &token("b")), "ok");
    assert_eq!(code_now(&verifier, &token("a")), "key_not_found");
    attempt(&keys).await.expect("304");
    let sent: Vec<_> =
        server.requests().iter().map(|request| request.header("if-none-match").map(str::to_owned)).collect();
    let expected = [None, Some("W/\"1\""), Some("W/\"1\""), Some("W/\"1\""), Some("W/\"1\""), Some("\"2\"")];
    assert_eq!(sent, expected.map(|tag| tag.map(str::to_owned)));
}

/// There is nothing that it could confirm.
#[tokio::test]
async fn a_304_without_a_tag_is_a_failed_attempt() {
    let server = Server::start(|_| Answer::with("304 Not Modified", &[], "")).await;
    let keys = keys(&server);
    let verifier = Verifier::new(keys.clone());
    for _ in 0..2 {
        let error = attempt(&keys).await.expect_err("no keys are there");
        assert!(error.contains("found 304") && !error.contains("redirect"), "{error}");
        assert_eq!(code(&verifier, &token("a")).await, "keys_unavailable");
    }
    server.follow(|_| Answer::ok(jwks(&["a"])));
    attempt(&keys).await.expect("a set without a tag");
    server.follow(|_| Answer::with("304 Not Modified", &[("ETag", "\"1\"")], ""));
    attempt(&keys).await.expect_err("no tag was sent");
    assert_eq!(code_now(&verifier, &token("a")), "ok");
}

/// The tag of a set at another URL says nothing about this one.
#[tokio::test]
async fn a_tag_is_not_sent_to_another_url() {
    let server = Server::start(|_| Answer::nothing()).await;
    let issuer = server.url("");
    let metadata = move |path: &str| format!(r#"{{"issuer":"{issuer}","jwks_uri":"{issuer}{path}"}}"#);
    let script = move |set: &'static str, name: &'static str| {
        let metadata = metadata(set);
        move |request: &Request| {
            if request.path.starts_with("/.well-known") {
                return Answer::ok(&metadata);
            }
            assert_eq!(request.path, set);
            with_tag(request, "\"1\"", &[name])
        }
    };
    server.follow(script("/one", "a"));
    let keys = Keys::discover(server.url("")).and_then(|keys| keys.with_limits(limits())).expect("an issuer");
    let verifier = Verifier::new(keys.clone());
    attempt(&keys).await.expect("a set");
    // a failed attempt, then the metadata name another URL
    server.follow(|_| Answer::nothing());
    attempt(&keys).await.expect_err("it is down");
    server.follow(script("/two", "b"));
    attempt(&keys).await.expect("a set");
    let of = |name: &str| super::support::token_of(&super::support::key(name), &server.url(""));
    assert_eq!(code_now(&verifier, &of("b")), "ok");
    assert_eq!(code_now(&verifier, &of("a")), "key_not_found");
}

/// A cache that answers from its memory, unless the request forbids it.
struct Cache {
    kept: Mutex<Option<(String, Instant)>>,
}

impl Cache {
    fn answer(&self, request: &Request, current: &str) -> Answer {
        let mut kept = self.kept.lock().expect("no panic");
        let (set, at) = kept
            .take_if(|_| !request.bypasses_caches())
            .unwrap_or_else(|| (current.to_owned(), Instant::now()));
        // it is older than this test
        let age = if at.elapsed() > Duration::from_millis(1) { "250" } else { "0" };
        let answer = Answer::ok_with(&[("Cache-Control", "max-age=300"), ("Age", age)], &set);
        *kept = Some((set, at));
        answer
    }
}

/// The issuer publishes a key before it uses it, but a cache in between does not know it.
#[tokio::test]
async fn a_new_key_is_found_behind_a_cache() {
    let (cache, current) = (Cache { kept: Mutex::default() }, Mutex::new(jwks(&["a"])));
    let shared = std::sync::Arc::new((cache, current));
    let script = std::sync::Arc::clone(&shared);
    let server =
        Server::start(move |request| script.0.answer(request, &script.1.lock().expect("no panic"))).await;
    let keys = keys(&server);
    keys.ready(MINUTE).await.expect("keys");
    let verifier = Verifier::new(keys.clone());
    *shared.1.lock().expect("no panic") = jwks(&["a", "b"]);
    // a plain request would be answered from the memory of the cache
    assert_eq!(code(&verifier, &token("b")).await, "ok");
    let bypassed: Vec<bool> = server.requests().iter().map(Request::bypasses_caches).collect();
    assert_eq!(bypassed, [false, true]);
}

/// 300 s with an age of 299.8 s and more are no 300 s more.
#[tokio::test]
async fn the_age_of_a_cached_answer_counts() {
    let mut limits = quick();
    limits.max_ttl = Duration::from_secs(300);
    let server =
        Server::start(|_| Answer::ok_with(&[("Cache-Control", "max-age=300"), ("Age", "300")], jwks(&["a"])))
            .await;
    let keys = keys_within(&server, limits);
    keys.ready(MINUTE).await.expect("keys");
    until(|| server.count() >= 3).await;
}

/// A withdrawn key is refused after the next fetch, although the verifier remembers
/// its tokens.
#[tokio::test]
async fn a_withdrawn_key_is_not_in_the_verifiers_cache() {
    let server = Server::start(|_| Answer::ok(jwks(&["a", "b"]))).await;
    let keys = keys(&server);
    let verifier = Verifier::new(keys.clone()).with_cache(100).expect("a capacity");
    let (text, other) = (token("b"), token("a"));
    for _ in 0..3 {
        assert_eq!(code(&verifier, &text).await, "ok");
        assert_eq!(code(&verifier, &other).await, "ok");
    }
    server.follow(|_| Answer::ok(jwks(&["a"])));
    attempt(&keys).await.expect("a set");
    for _ in 0..3 {
        assert_eq!(code_now(&verifier, &text), "key_not_found");
        assert_eq!(code_now(&verifier, &other), "ok");
        assert_eq!(code_now(&verifier, &unknown()), "key_not_found");
    }
}
