//! What is reported: events of `tracing`.

use std::io::Write;
use std::sync::{Arc, Mutex};

use jwt_claims::revocation::{Revocations, SingleUse};
use jwt_claims::sessions::Sessions;
use jwt_claims::store::MemoryStore;
use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
use jwt_claims_tests::down::Down;

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

impl Log {
    fn start(&self) -> tracing::subscriber::DefaultGuard {
        let writer = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone());
        tracing::subscriber::set_default(subscriber.finish())
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test]
async fn a_reused_token_is_a_warning_with_the_session() {
    let log = Log::default();
    let _guard = log.start();
    let service = Service::new();
    let first = service.log_in().await;
    let second = service.refresh(first.refresh_token()).await.unwrap();
    service.clock.advance(seconds(60));
    service.refresh(first.refresh_token()).await.unwrap_err();
    let text = log.text();
    let line = text.lines().find(|line| line.contains("refresh_token_reused")).unwrap();
    assert!(line.contains("WARN") && line.contains(&first.id().to_string()), "{line}");
    assert!(!text.contains(first.refresh_token()) && !text.contains(second.refresh_token()), "{text}");
    assert!(!text.contains("alice"), "{text}");
}

#[tokio::test]
async fn a_store_that_is_down_is_an_error() {
    let log = Log::default();
    let _guard = log.start();
    let store = Broken::new();
    let sessions = Sessions::new(Arc::clone(&store), secret(7));
    let session = log_in(&sessions).await;
    store.set(Mode::Down);
    sessions.refresh(session.refresh_token(), "web").await.unwrap_err();
    let text = log.text();
    assert!(text.lines().any(|line| line.contains("ERROR") && line.contains("store_unavailable")), "{text}");
}

#[tokio::test]
async fn revocations_are_reported_without_names() {
    let log = Log::default();
    let _guard = log.start();
    let store = Arc::new(MemoryStore::new(1).unwrap());
    let revocations = Revocations::new(store);
    revocations.revoke_subject("alice").await.unwrap();
    revocations.revoke_session("session 1").await.unwrap_err();
    let text = log.text();
    let has = |words: [&str; 3]| text.lines().any(|line| words.iter().all(|word| line.contains(word)));
    assert!(has(["INFO", "revoked", "subject"]) && has(["ERROR", "store_unavailable", "limit"]), "{text}");
    assert!(!text.contains("alice") && !text.contains("session 1"), "{text}");
}

#[tokio::test]
async fn a_token_that_is_accepted_without_asking_is_a_warning() {
    #[derive(Claims)]
    #[claims(ttl = "1m")]
    struct Access {
        sub: String,
    }
    let log = Log::default();
    let _guard = log.start();
    let key = SigningKey::hs256([7; 32]).unwrap();
    let verifier = Verifier::new(key.verifying_key());
    let issued = Issuer::new(key).issue(&Access { sub: "alice".into() }).unwrap();
    let token = verifier.verify::<Access>(issued.as_str()).unwrap();
    let (closed, open) = (Revocations::new(Down), Revocations::new(Down).accept_if_unavailable());
    assert_eq!(closed.check(&token).await.unwrap_err().code(), "store_unavailable");
    assert!(!log.text().contains("WARN"), "{}", log.text());
    for times in 1..3 {
        assert!(open.check(&token).await.is_ok());
        let text = log.text();
        let warnings =
            text.lines().filter(|line| line.contains("WARN") && line.contains("accepted_unchecked"));
        assert_eq!(warnings.count(), times);
    }
    // a logout that did not happen is an error in any case
    assert_eq!(open.revoke(&token).await.unwrap_err().code(), "store_unavailable");
    assert_eq!(open.revoke_subject("alice").await.unwrap_err().code(), "store_unavailable");
    let single_use = SingleUse::new(Down);
    assert_eq!(single_use.consume(&token).await.unwrap_err().code(), "store_unavailable");
    assert!(!log.text().contains("alice") && !log.text().contains(issued.as_str()));
}
