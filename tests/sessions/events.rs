//! What is reported: events of `tracing`.

use std::io::Write;
use std::sync::{Arc, Mutex};

use jwt_claims::sessions::Sessions;

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
