//! What is reported: events of `tracing`, and a counter of `metrics`.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};

use jwt_claims::revocation::{Revocations, SingleUse};
use jwt_claims::sessions::Sessions;
use jwt_claims::store::MemoryStore;
use jwt_claims::{Claims, Issuer, SigningKey, Verified, Verifier};
use jwt_claims_tests::down::Down;
use metrics_util::debugging::{DebugValue, DebuggingRecorder};

use crate::bad_days::restored;
use crate::support::{Broken, Mode, Service, log_in, seconds, secret};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What this logs at the most detailed level, and its result.
///
/// It runs twice: other tests use the same events without a subscriber, and if one does so
/// for the first time while this one subscribes, the event stays off until the next
/// subscriber.
async fn logged<T>(run: impl AsyncFn() -> T) -> (String, T) {
    log_of(&run).await;
    log_of(&run).await
}

async fn log_of<T>(run: &impl AsyncFn() -> T) -> (String, T) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone());
    let guard = tracing::subscriber::set_default(subscriber.finish());
    let result = run().await;
    drop(guard);
    let bytes = log.0.lock().unwrap().clone();
    (String::from_utf8(bytes).unwrap(), result)
}

/// The number of lines with all of these words.
fn count(log: &str, words: &[&str]) -> usize {
    log.lines().filter(|line| words.iter().all(|word| line.contains(word))).count()
}

#[tokio::test]
async fn a_reused_token_is_a_warning_with_the_session() {
    let (log, (first, second)) = logged(async || {
        let service = Service::new();
        let first = service.log_in().await;
        let second = service.refresh(first.refresh_token()).await.unwrap();
        service.clock.advance(seconds(60));
        service.refresh(first.refresh_token()).await.unwrap_err();
        (first, second)
    })
    .await;
    assert_eq!(count(&log, &["WARN", "refresh_token_reused", &first.id().to_string()]), 1, "{log}");
    assert!(!log.contains(first.refresh_token()) && !log.contains(second.refresh_token()), "{log}");
    assert!(!log.contains("alice"), "{log}");
}

#[tokio::test]
async fn a_store_that_lost_writes_is_a_warning_with_the_session() {
    let (log, session) = logged(async || {
        let (sessions, _, tokens) = restored(2, 7).await;
        sessions.refresh(tokens.last().unwrap(), "web").await.unwrap()
    })
    .await;
    assert_eq!(count(&log, &["WARN", "\"recovered\"", &session.id().to_string()]), 1, "{log}");
    assert!(!log.contains(session.refresh_token()) && !log.contains("alice"), "{log}");
}

#[tokio::test]
async fn a_store_that_is_down_is_an_error() {
    let (log, ()) = logged(async || {
        let store = Broken::new();
        let sessions = Sessions::new(Arc::clone(&store), secret(7));
        let session = log_in(&sessions).await;
        store.set(Mode::Down);
        sessions.refresh(session.refresh_token(), "web").await.unwrap_err();
    })
    .await;
    assert_eq!(count(&log, &["ERROR", "store_unavailable"]), 1, "{log}");
}

#[tokio::test]
async fn revocations_are_reported_without_names() {
    let (log, ()) = logged(async || {
        let revocations = Revocations::new(Arc::new(MemoryStore::new(1).unwrap()));
        revocations.revoke_subject("alice").await.unwrap();
        revocations.revoke_session("session 1").await.unwrap_err();
    })
    .await;
    assert_eq!(count(&log, &["INFO", "revoked", "subject"]), 1, "{log}");
    assert_eq!(count(&log, &["ERROR", "store_unavailable", "limit"]), 1, "{log}");
    assert!(!log.contains("alice") && !log.contains("session 1"), "{log}");
}

#[derive(Claims)]
#[claims(ttl = "1m")]
struct Access {
    sub: String,
}

/// A token, and what a verifier makes of it.
fn access() -> (String, Verified<Access>) {
    let key = SigningKey::hs256([7; 32]).unwrap();
    let verifier = Verifier::new(key.verifying_key());
    let issued = Issuer::new(key).issue(&Access { sub: "alice".into() }).unwrap();
    (issued.as_str().to_owned(), verifier.verify(issued.as_str()).unwrap())
}

#[tokio::test]
async fn a_token_that_is_accepted_without_asking_is_a_warning() {
    let (text, token) = access();
    let (closed, open) = (Revocations::new(Down), Revocations::new(Down).accept_if_unavailable());
    let (log, ()) = logged(async || {
        assert_eq!(closed.check(&token).await.unwrap_err().code(), "store_unavailable");
    })
    .await;
    assert_eq!(count(&log, &["WARN"]), 0, "{log}");
    let (log, ()) = logged(async || {
        for _ in 0..2 {
            assert!(open.check(&token).await.is_ok());
        }
        // a logout that did not happen is an error in any case
        assert_eq!(open.revoke(&token).await.unwrap_err().code(), "store_unavailable");
        assert_eq!(open.revoke_subject("alice").await.unwrap_err().code(), "store_unavailable");
        let single_use = SingleUse::new(Down);
        assert_eq!(single_use.consume(&token).await.unwrap_err().code(), "store_unavailable");
    })
    .await;
    assert_eq!(count(&log, &["WARN", "accepted_unchecked"]), 2, "{log}");
    assert!(!log.contains("alice") && !log.contains(&text), "{log}");
}

#[tokio::test]
async fn what_becomes_of_sessions_is_counted_by_outcome() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let guard = metrics::set_default_local_recorder(&recorder);
    each_outcome().await;
    drop(guard);
    let mut counts = BTreeMap::new();
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        assert_eq!(key.key().name(), "jwt_claims_sessions_total");
        let labels: Vec<_> = key.key().labels().map(|label| (label.key(), label.value())).collect();
        let ([("outcome", outcome)], DebugValue::Counter(count)) = (&labels[..], value) else {
            panic!("not a counter by outcome: {labels:?}")
        };
        counts.insert((*outcome).to_owned(), count);
    }
    let expected = [
        ("created", 4),
        ("recovered", 1),
        ("refresh_token_invalid", 1),
        ("refresh_token_outdated", 1),
        ("refresh_token_reused", 1),
        ("repeated", 1),
        ("revoked", 1),
        ("rotated", 4),
        ("session_ended", 1),
        ("store_unavailable", 1),
    ];
    assert_eq!(counts, expected.map(|(outcome, count)| (outcome.to_owned(), count)).into());
}

/// Each outcome at least once.
async fn each_outcome() {
    let (lost, _, tokens) = restored(0, 1).await;
    lost.refresh(tokens.last().unwrap(), "web").await.unwrap();
    let service = Service::new();
    let (first, other) = (service.log_in().await, service.log_in().await);
    let second = service.refresh(first.refresh_token()).await.unwrap();
    service.refresh(first.refresh_token()).await.unwrap();
    service.refresh(second.refresh_token()).await.unwrap();
    service.refresh(first.refresh_token()).await.unwrap_err();
    service.clock.advance(seconds(60));
    for token in [first.refresh_token(), second.refresh_token(), "junk"] {
        service.refresh(token).await.unwrap_err();
    }
    service.sessions.revoke_session(other.id()).await.unwrap();
    let store = Broken::new();
    let sessions = Sessions::new(Arc::clone(&store), secret(7));
    log_in(&sessions).await;
    store.set(Mode::Down);
    sessions.revoke_subject("alice").await.unwrap_err();
}
