//! Issuers that are away, and services that stop.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jwt_claims::Verifier;
use jwt_claims::jwks::{BoxError, BoxFuture, Fetch, Issuers, Keys, Limits, State};
use tokio::net::TcpSocket;

use super::server::{Answer, Server};
use super::support::{
    MINUTE, attempt, code, code_now, impatient, jwks, key, keys, keys_within, limits, token, token_of, until,
};

/// Attempts follow quickly.
fn eager() -> Limits {
    let mut limits = limits();
    (limits.min_backoff, limits.max_backoff) = (Duration::from_millis(10), Duration::from_millis(50));
    limits
}

/// A port where nobody listens, and that no other program gets.
fn closed() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let address = socket.local_addr().expect("an address");
    (socket, address)
}

#[tokio::test]
async fn a_refused_connection_and_its_end() {
    let (socket, address) = closed();
    let keys = Keys::remote(format!("http://{address}/jwks")).and_then(|keys| keys.with_limits(eager()));
    let keys = keys.expect("a URL");
    let error = keys.ready(Duration::from_millis(200)).await.expect_err("nobody listens");
    assert_eq!(error.code(), "keys_unavailable");
    assert!(error.to_string().contains(&format!("the keys of http://{address}/jwks")), "{error}");
    until(|| keys.status().failures() >= 3).await;
    assert_eq!(keys.status().state(), State::Pending);
    // the issuer starts at the same address
    let _server = Server::on(socket.listen(1024).expect("it listens"), |_| Answer::ok(jwks(&["a"])));
    keys.ready(MINUTE).await.expect("keys");
    assert_eq!(code(&Verifier::new(keys), &token("a")).await, "ok");
}

/// A URL with `https` is not tried without encryption.
#[tokio::test]
async fn an_issuer_without_encryption_at_an_https_url() {
    let server = Server::start(|_| Answer::ok(jwks(&["a"]))).await;
    let url = server.url("/jwks").replace("http:", "https:");
    let keys = Keys::remote(url).and_then(|keys| keys.with_limits(impatient())).expect("a URL");
    attempt(&keys).await.expect_err("no TLS");
    assert_eq!(code(&Verifier::new(keys), &token("a")).await, "keys_unavailable");
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn an_issuer_with_errors_at_the_start_and_back() {
    let server = Server::start(|_| Answer::with("500 Internal Server Error", &[], "")).await;
    let keys = keys_within(&server, eager());
    let verifier = Verifier::new(keys.clone());
    assert_eq!(code(&verifier, &token("a")).await, "keys_unavailable");
    until(|| server.count() >= 4).await;
    server.follow(|_| Answer::ok(jwks(&["a"])));
    // a waiting request is answered with the first keys
    keys.ready(MINUTE).await.expect("keys");
    assert_eq!(code_now(&verifier, &token("a")), "ok");
    let status = keys.status();
    assert_eq!((status.state(), status.failures(), status.last_error()), (State::Fresh, 0, None));
}

#[tokio::test]
async fn of_three_issuers_one_is_down() {
    let [one, two] = [
        Server::start(|_| Answer::ok(jwks(&["a"]))).await,
        Server::start(|_| Answer::ok(jwks(&["b"]))).await,
    ];
    let (_socket, address) = closed();
    let away = Keys::remote(format!("http://{address}/jwks"));
    let away = away.and_then(|keys| keys.with_limits(limits())).expect("a URL");
    let issuers = Issuers::new()
        .with("https://one.example.com", keys(&one))
        .and_then(|issuers| issuers.with("https://two.example.com", keys(&two)))
        .and_then(|issuers| issuers.with("https://away.example.com", away))
        .expect("three issuers");
    let verifier = Verifier::new(issuers.clone());
    for _ in 0..3 {
        for (name, issuer, expected) in [
            ("a", "one", "ok"),
            ("b", "two", "ok"),
            ("a", "two", "key_not_found"),
            ("b", "one", "key_not_found"),
            ("a", "away", "keys_unavailable"),
        ] {
            let text = token_of(&key(name), &format!("https://{issuer}.example.com"));
            assert_eq!(code(&verifier, &text).await, expected, "{name} {issuer}");
        }
    }
    let ready = issuers.ready(Duration::from_millis(100)).await;
    let ready: Vec<_> = ready.iter().map(|(issuer, result)| (issuer.as_str(), result.is_ok())).collect();
    let expected = [
        ("https://away.example.com", false),
        ("https://one.example.com", true),
        ("https://two.example.com", true),
    ];
    assert_eq!(ready, expected);
}

/// The place of a request that the client has cancelled is free, and its fetch goes on.
#[tokio::test]
async fn a_request_that_is_cancelled_while_it_waits() {
    let server = Server::start(|_| Answer::ok(jwks(&["a"])).after(Duration::from_millis(300))).await;
    let mut limits = limits();
    limits.max_waiters = 1;
    let verifier = Verifier::new(keys_within(&server, limits));
    for _ in 0..20 {
        let text = token("a");
        let waiting = verifier.token_async(&text);
        let _ = tokio::time::timeout(Duration::from_millis(1), waiting).await;
    }
    assert_eq!(code(&verifier, &token("a")).await, "ok");
    assert_eq!(server.count(), 1);
}

/// A program ends while a fetch is under way: nothing waits for it.
#[test]
fn a_shutdown_does_not_wait_for_a_fetch() {
    let runtime = || tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(2).build();
    let server_runtime = runtime().expect("a runtime");
    let server = server_runtime.block_on(Server::start(|_| Answer::nothing().hang()));
    let mut limits = limits();
    limits.timeout = MINUTE;
    let keys = keys_within(&server, limits);
    let verifier = Verifier::new(keys.clone());
    let service = runtime().expect("a runtime");
    service.block_on(async {
        let text = token("a");
        let waiting = verifier.token_async(&text);
        assert!(tokio::time::timeout(Duration::from_millis(100), waiting).await.is_err());
        until(|| server.count() == 1).await;
    });
    let begin = std::time::Instant::now();
    drop(service);
    assert!(begin.elapsed() < MINUTE / 2, "{:?}", begin.elapsed());
    // another runtime of the same program
    server.follow(|_| Answer::ok(jwks(&["a"])));
    runtime().expect("a runtime").block_on(async {
        assert_eq!(code(&verifier, &token("a")).await, "ok");
    });
    assert_eq!((keys.status().state(), server.count()), (State::Fresh, 2));
}

/// A task that its runtime has dropped before it ran is started again by the next one.
#[test]
fn keys_are_fetched_although_the_first_runtime_did_nothing() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let server_runtime = tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(1).build();
    let server_runtime = server_runtime.expect("a runtime");
    let server = server_runtime.block_on(Server::start(|_| Answer::ok(jwks(&["a"]))));
    let keys = keys(&server);
    let verifier = Verifier::new(keys.clone());
    // the runtime ends before its first task runs
    runtime().block_on(async { assert_eq!(code_now(&verifier, &token("a")), "keys_unavailable") });
    assert_eq!(server.count(), 0);
    runtime().block_on(async {
        keys.ready(MINUTE).await.expect("keys");
        assert_eq!(code(&verifier, &token("a")).await, "ok");
    });
}

/// The runtime of the task ends while another one waits for the attempt.
#[test]
fn a_refresh_goes_on_after_the_runtime_of_the_task_has_ended() {
    let runtime = || tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(1).build();
    let server_runtime = runtime().expect("a runtime");
    let server = server_runtime.block_on(Server::start(|_| Answer::nothing().hang()));
    let mut limits = limits();
    limits.timeout = MINUTE;
    let keys = keys_within(&server, limits);
    let first = runtime().expect("a runtime");
    let begun = keys.clone();
    first.spawn(async move { begun.refresh().await });
    let second = runtime().expect("a runtime");
    second.block_on(async {
        until(|| server.count() == 1).await;
        server.follow(|_| Answer::ok(jwks(&["a"])));
        let refreshed = keys.clone();
        let refresh = tokio::spawn(async move { refreshed.refresh().await });
        tokio::time::sleep(Duration::from_millis(50)).await;
        first.shutdown_background();
        let done = tokio::time::timeout(Duration::from_secs(20), refresh).await.expect("it ends");
        done.expect("no panic").expect("keys");
    });
    assert_eq!(keys.status().state(), State::Fresh);
}

/// While the issuer is away, known keys work; an unknown one cannot be decided once the
/// set is old.
#[tokio::test]
async fn known_keys_work_while_the_issuer_is_away() {
    let server = Server::start(|_| Answer::ok(jwks(&["a"]))).await;
    let mut limits = limits();
    limits.min_ttl = Duration::from_millis(100);
    limits.ttl = Duration::from_millis(100);
    let keys = keys_within(&server, limits);
    let verifier = Verifier::new(keys.clone());
    keys.ready(MINUTE).await.expect("a set");
    server.follow(|_| Answer::with("502 Bad Gateway", &[], ""));
    until(|| keys.status().state() == State::Stale).await;
    for _ in 0..100 {
        assert_eq!(code(&verifier, &token("a")).await, "ok");
    }
    assert_eq!(code(&verifier, &token("b")).await, "keys_unavailable");
    assert!(keys.status().stale_for().is_some());
}

#[tokio::test]
async fn keys_that_are_too_old_are_not_used() {
    let server = Server::start(|_| Answer::ok(jwks(&["a"]))).await;
    let mut limits = limits();
    limits.min_ttl = Duration::from_millis(100);
    limits.ttl = Duration::from_millis(100);
    // long enough for the first token
    limits.stale_if_error = Duration::from_secs(2);
    let keys = keys_within(&server, limits);
    let verifier = Verifier::new(keys.clone()).with_cache(10).expect("a capacity");
    let text = token("a");
    assert_eq!(code(&verifier, &text).await, "ok");
    server.follow(|_| Answer::nothing());
    until(|| keys.status().state() == State::Expired).await;
    assert_eq!(code(&verifier, &text).await, "keys_unavailable");
    assert_eq!(code_now(&verifier, &text), "keys_unavailable");
    assert!(keys.key_set().is_empty());
}

/// A client of the program that panics at first.
struct Panicking(AtomicUsize);

impl Fetch for Panicking {
    fn fetch(
        &self,
        _: http::Request<()>,
        _: usize,
    ) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, BoxError>> {
        let nth = self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            assert!(nth >= 2, "this panic belongs to the test");
            Ok(http::Response::new(jwks(&["a"]).into_bytes()))
        })
    }
}

#[tokio::test]
async fn a_panic_of_the_http_client_is_a_failed_attempt() {
    let keys = Keys::remote("https://auth.example.com/jwks").and_then(|keys| keys.with_limits(limits()));
    let keys = keys.expect("a URL").with_fetch(Panicking(AtomicUsize::new(0)));
    let verifier = Verifier::new(keys.clone());
    for nth in 1..=2 {
        assert_eq!(code(&verifier, &token("a")).await, "keys_unavailable");
        let status = keys.status();
        assert_eq!((status.attempts(), status.failures()), (nth, nth as u32));
        assert!(status.last_error().is_some_and(|error| error.contains("panicked")), "{status:?}");
    }
    assert_eq!(code(&verifier, &token("a")).await, "ok");
}

/// A log that asks for the state of the keys while it writes an event about them.
#[derive(Clone)]
struct Curious(Keys);

impl std::io::Write for Curious {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        assert_eq!(self.0.status().attempts(), 1);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_subscriber_may_ask_for_the_state() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let keys = Keys::remote("https://auth.example.com/jwks").expect("a URL");
    let keys = keys.with_fetch(Panicking(AtomicUsize::new(2)));
    let log = Curious(keys.clone());
    let subscriber = tracing_subscriber::fmt().with_writer(move || log.clone()).finish();
    tracing::subscriber::with_default(subscriber, || {
        runtime.block_on(keys.ready(MINUTE)).expect("keys");
    });
}
