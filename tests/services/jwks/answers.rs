//! Answers that are slow, cut, too long or no JWK Set: the attempt fails, and the old
//! keys stay.

use std::sync::Arc;
use std::time::Duration;

use jwt_claims::Verifier;
use jwt_claims::jwks::State;
use tokio::sync::Notify;

use super::server::{Answer, Server, head};
use super::support::{
    attempt, code, code_now, fetched, impatient, jwks, keys, keys_within, limits, token, unknown, until,
};

const HTML: &str = "<!doctype html><html><body>Sign in</body></html>";
const PAUSE: Duration = Duration::from_millis(20);

/// The answer and a part of the reason that `Status` shows.
fn bad_answers() -> Vec<(&'static str, Answer, &'static str)> {
    let length = [("Content-Length", "100000")];
    let chunked = [("Transfer-Encoding", "chunked")];
    let set = jwks(&["a"]);
    let half = &set[..set.len() / 2];
    vec![
        ("the connection is closed at once", Answer::nothing(), "error sending request"),
        ("closed in the header", Answer::raw("HTTP/1.1 200 OK\r\nContent-"), "error sending request"),
        ("no HTTP", Answer::raw("SSH-2.0-OpenSSH_9.9\r\n\r\n"), "error sending request"),
        ("closed in the body", Answer::raw(head("200 OK", &length)).then(half), "body"),
        ("a broken chunk", Answer::raw(head("200 OK", &chunked)).then("zz\r\n{}"), "body"),
        ("a body that hangs", Answer::raw(head("200 OK", &length)).then(half).hang(), "within 300 ms"),
        ("a header that hangs", Answer::raw("HTTP/1.1 200 OK\r\n").hang(), "within 300 ms"),
        ("no answer", Answer::nothing().hang(), "within 300 ms"),
        ("a body that drips", Answer::raw(head("200 OK", &length)).drip(&set, PAUSE), "within 300 ms"),
        ("a header that drips", Answer::nothing().drip(head("200 OK", &length), PAUSE), "within 300 ms"),
        ("HTML", Answer::ok_with(&[("Content-Type", "text/html")], HTML), "expected a JWK Set"),
        ("an empty body", Answer::ok(""), "expected a JWK Set"),
        ("half a set", Answer::ok(half), "expected a JWK Set"),
        ("a set twice", Answer::ok(format!("{set}{set}")), "expected a JWK Set"),
        ("null", Answer::ok("null"), "expected a JWK Set"),
        ("an array", Answer::ok("[]"), "expected a JWK Set"),
        ("keys twice", Answer::ok(r#"{"keys":[],"keys":[]}"#), "expected a JWK Set"),
        ("an error in JSON", Answer::ok(r#"{"error":"invalid_request"}"#), "expected a JWK Set"),
        ("deep arrays", Answer::ok("[".repeat(60_000)), "expected a JWK Set"),
        ("no keys", Answer::ok(r#"{"keys":[]}"#), "expected at least one key"),
        ("no UTF-8", Answer::ok(b"{\"keys\":[\"\xff\xfe\"]}"), "not UTF-8"),
        ("gzip", Answer::ok_with(&[("Content-Encoding", "gzip")], b"\x1f\x8b\x08\x00\x00"), "not UTF-8"),
        ("500", Answer::with("500 Internal Server Error", &[], jwks(&["a"])), "found 500"),
        ("503", Answer::with("503 Service Unavailable", &[("Retry-After", "1")], ""), "found 503"),
        ("404 with a set", Answer::with("404 Not Found", &[], jwks(&["a"])), "found 404"),
        ("401", Answer::with("401 Unauthorized", &[("WWW-Authenticate", "Basic")], ""), "found 401"),
        ("204", Answer::with("204 No Content", &[], ""), "found 204"),
        ("206", Answer::with("206 Partial Content", &[], jwks(&["a"])), "found 206"),
        ("10 MB", Answer::ok(vec![b' '; 10_000_000]), "longer than 65536 bytes"),
        ("without end", Answer::raw(head("200 OK", &[])).repeat([b' '; 4096]), "longer than 65536 bytes"),
        ("a header without end", Answer::raw("HTTP/1.1 200 OK\r\nX: ").repeat([b'x'; 4096]), "error sending"),
        ("headers without end", Answer::raw("HTTP/1.1 200 OK\r\n").repeat("X: x\r\n"), "error sending"),
        ("100 again and again", Answer::nothing().repeat("HTTP/1.1 100 Continue\r\n\r\n"), "within 300 ms"),
    ]
}

/// On a busy machine, the time may be over before an answer is too long.
fn is_reason(error: &str, expected: &str) -> bool {
    error.contains(expected) || error.contains("within 300 ms")
}

#[tokio::test]
async fn a_bad_answer_fails_and_the_old_keys_stay() {
    for (name, answer, reason) in bad_answers() {
        let server = Server::start(|_| Answer::ok(jwks(&["a"]))).await;
        let keys = keys_within(&server, impatient());
        let verifier = Verifier::new(keys.clone());
        fetched(&keys).await;
        assert_eq!(code_now(&verifier, &token("a")), "ok", "{name}");
        server.follow(move |_| answer.clone());
        let error = attempt(&keys).await.expect_err(name);
        assert!(is_reason(&error, reason), "{name}: {error}");
        let status = keys.status();
        assert_eq!((status.state(), status.failures(), status.keys()), (State::Fresh, 1, 1), "{name}");
        assert_eq!(code_now(&verifier, &token("a")), "ok", "{name}");
        // and it recovers
        server.follow(|_| Answer::ok(jwks(&["b"])));
        fetched(&keys).await;
        assert_eq!(code_now(&verifier, &token("b")), "ok", "{name}");
        assert_eq!(code_now(&verifier, &token("a")), "key_not_found", "{name}");
    }
}

/// The first answer is the bad one: no keys, and nobody is refused as if the keys were
/// known.
#[tokio::test]
async fn a_bad_answer_at_the_start_is_not_a_set() {
    for (name, answer, reason) in bad_answers() {
        let server = Server::start(move |_| answer.clone()).await;
        let keys = keys_within(&server, impatient());
        let verifier = Verifier::new(keys.clone());
        assert_eq!(code(&verifier, &token("a")).await, "keys_unavailable", "{name}");
        let status = keys.status();
        assert_eq!((status.state(), status.keys()), (State::Pending, 0), "{name}");
        assert!(status.last_error().is_some_and(|error| is_reason(error, reason)), "{name}: {status:?}");
        assert!(!status.is_usable() && keys.export().is_none(), "{name}");
        assert!(keys.ready(Duration::ZERO).await.is_err(), "{name}");
    }
}

/// Reasons are for the operator; a peer must not fill the log.
#[tokio::test]
async fn reasons_are_short_and_without_the_answer() {
    for (name, answer, _) in bad_answers() {
        let server = Server::start(move |_| answer.clone()).await;
        let keys = keys_within(&server, impatient());
        let error = attempt(&keys).await.expect_err(name);
        assert!(error.len() < 1_000 && !error.contains("Sign in"), "{name}: {error}");
        assert!(!error.contains(char::is_control), "{name}: {error:?}");
    }
}

#[tokio::test]
async fn a_slow_answer_in_time_is_used() {
    let server = Server::start(|_| {
        let set = jwks(&["a"]);
        let length = set.len().to_string();
        let (start, end) = set.split_at(20);
        let head = head("200 OK", &[("Content-Length", &length)]);
        Answer::raw(head).drip(start, Duration::from_millis(10)).then(end).after(Duration::from_millis(50))
    })
    .await;
    assert_eq!(code(&Verifier::new(keys(&server)), &token("a")).await, "ok");
    assert_eq!(server.count(), 1);
}

/// The client stops at the limit, and does not read the rest.
#[tokio::test]
async fn no_more_of_a_long_body_is_read() {
    let server = Server::start(|_| Answer::raw(head("200 OK", &[])).repeat([b' '; 4096])).await;
    let keys = keys(&server);
    attempt(&keys).await.expect_err("it has no end");
    // the rest are buffers of sockets
    let mut sent = 0;
    while server.sent() > sent {
        sent = server.sent();
        assert!(sent < 32 << 20, "{sent}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What follows the announced length is of nobody.
#[tokio::test]
async fn a_body_ends_at_its_content_length() {
    let server = Server::start(|_| {
        let set = jwks(&["a"]);
        let length = set.len().to_string();
        Answer::raw(head("200 OK", &[("Content-Length", &length)])).then(&set).then(jwks(&["attacker"]))
    })
    .await;
    let keys = keys(&server);
    let verifier = Verifier::new(keys.clone());
    assert_eq!(code(&verifier, &token("a")).await, "ok");
    assert_eq!(code_now(&verifier, &token("attacker")), "key_not_found");
    server.follow(|_| Answer::raw(head("200 OK", &[("Content-Length", "10")])).then(jwks(&["attacker"])));
    attempt(&keys).await.expect_err("ten bytes are no set");
    assert_eq!(code_now(&verifier, &token("attacker")), "key_not_found");
    assert_eq!(code_now(&verifier, &token("a")), "ok");
}

#[tokio::test]
async fn the_limit_of_bytes_is_exact() {
    let padded = |length: usize| {
        let set = jwks(&["a"]);
        format!("{set}{}", " ".repeat(length - set.len()))
    };
    for (length, expected) in [(65_536, "ok"), (65_537, "keys_unavailable")] {
        let server = Server::start(move |_| Answer::ok(padded(length))).await;
        assert_eq!(code(&Verifier::new(keys(&server)), &token("a")).await, expected, "{length}");
    }
}

/// RFC 7517 §8.5.2 has `application/jwk-set+json`; issuers send others.
#[tokio::test]
async fn the_content_type_does_not_matter() {
    for kind in ["application/jwk-set+json", "application/json; charset=utf-8", "text/html", "image/png", ""]
    {
        let server = Server::start(move |_| Answer::ok_with(&[("Content-Type", kind)], jwks(&["a"]))).await;
        assert_eq!(code(&Verifier::new(keys(&server)), &token("a")).await, "ok", "{kind}");
    }
}

#[tokio::test]
async fn requests_are_plain() {
    let server = Server::start(|_| Answer::ok(jwks(&["a"]))).await;
    let keys = keys(&server);
    keys.ready(super::support::MINUTE).await.expect("keys");
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/jwks"));
    assert_eq!(request.header("accept"), Some("application/jwk-set+json, application/json"));
    assert!(request.header("user-agent").is_some_and(|agent| agent.starts_with("jwt-claims/")));
    for absent in ["authorization", "cookie", "referer", "if-none-match", "cache-control"] {
        assert_eq!(request.header(absent), None, "{absent}");
    }
}

/// An answer that comes after the attempt has ended.
#[tokio::test]
async fn a_late_answer_is_not_applied() {
    let server = Server::start(|_| Answer::ok(jwks(&["a"]))).await;
    let keys = keys_within(&server, impatient());
    let verifier = Verifier::new(keys.clone());
    fetched(&keys).await;
    let gate = Arc::new(Notify::new());
    let late = Answer::ok(jwks(&["late"])).behind(Arc::clone(&gate));
    server.follow(move |_| late.clone());
    let error = attempt(&keys).await.expect_err("it comes late");
    assert!(error.contains("within 300 ms"), "{error}");
    let sent = server.sent();
    gate.notify_one();
    until(|| server.sent() > sent).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(code_now(&verifier, &token("late")), "key_not_found");
    assert_eq!(code_now(&verifier, &token("a")), "ok");
}

/// A token with an unknown key waits for a limited time, and its answer says that keys
/// are missing while there are none.
#[tokio::test]
async fn a_token_does_not_wait_for_a_hanging_issuer() {
    let server = Server::start(|_| Answer::nothing().hang()).await;
    let mut limits = limits();
    (limits.max_wait, limits.timeout) = (Duration::from_millis(50), super::support::MINUTE);
    let verifier = Verifier::new(keys_within(&server, limits));
    for _ in 0..10 {
        assert_eq!(code(&verifier, &unknown()).await, "keys_unavailable");
    }
    until(|| server.count() == 1).await;
}
