//! What the tests share.

use std::sync::Arc;
use std::time::Duration;

use jwt_claims::sessions::{NewSession, Secret, Session, Sessions};
use jwt_claims::store::{
    Advance, Advanced, BoxError, BoxFuture, MemoryStore, Revoke, SessionId, SessionRow, SessionStore,
};
use jwt_claims::{FixedClock, NumericDate};

/// The time when the tests begin: 2027.
pub(crate) const START: i64 = 1_800_000_000;
pub(crate) const DAY: i64 = 24 * 3600;
/// How long a test waits for what a busy machine does in a moment.
pub(crate) const MINUTE: Duration = Duration::from_secs(60);

pub(crate) fn secret(octet: u8) -> Secret {
    Secret::from_bytes([octet; 32]).unwrap()
}

pub(crate) fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

pub(crate) fn at(seconds: i64) -> NumericDate {
    NumericDate::from_seconds(seconds).unwrap()
}

/// A service with a store in memory and a clock that stands still.
pub(crate) struct Service {
    pub(crate) sessions: Sessions,
    pub(crate) clock: FixedClock,
    pub(crate) store: Arc<MemoryStore>,
}

impl Service {
    pub(crate) fn new() -> Self {
        let (clock, store) = (FixedClock::at(START), Arc::new(MemoryStore::new(100).unwrap()));
        let sessions = Sessions::new(store.clone(), secret(7)).with_clock(clock.clone());
        Self { sessions, clock, store }
    }

    pub(crate) async fn log_in(&self) -> Session {
        log_in(&self.sessions).await
    }

    pub(crate) async fn refresh(&self, token: &str) -> Result<Session, jwt_claims::Error> {
        self.sessions.refresh(token, "web").await
    }

    /// The code of the refusal.
    pub(crate) async fn refused(&self, token: &str) -> &'static str {
        self.refresh(token).await.expect_err("refused").code()
    }
}

pub(crate) async fn log_in(sessions: &Sessions) -> Session {
    sessions.create(NewSession::new("alice", "web").unwrap()).await.unwrap()
}

/// What a [`Broken`] store does with the next calls.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    Works,
    /// The call has no effect.
    Down,
    /// The call has its effect, and the answer is lost.
    AnswerLost,
    /// Reads work, and nothing changes.
    ReadOnly,
    /// Sessions cannot be revoked.
    NoRevocation,
}

/// A store that can be broken.
pub(crate) struct Broken {
    pub(crate) store: MemoryStore,
    mode: std::sync::Mutex<Mode>,
}

impl Broken {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { store: MemoryStore::new(10).unwrap(), mode: Mode::Works.into() })
    }

    pub(crate) fn set(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
    }

    async fn call<T>(&self, call: BoxFuture<'_, Result<T, BoxError>>) -> Result<T, BoxError> {
        let mode = *self.mode.lock().unwrap();
        match mode {
            Mode::Works | Mode::NoRevocation => call.await,
            Mode::Down => Err("connection\nrefused".into()),
            Mode::AnswerLost => call.await.and(Err("connection reset".into())),
            Mode::ReadOnly => Err("attempt to write a readonly database".into()),
        }
    }
}

impl SessionStore for Broken {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(self.call(self.store.create(row)))
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        Box::pin(self.call(self.store.advance(advance)))
    }

    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>> {
        if *self.mode.lock().unwrap() == Mode::NoRevocation {
            return Box::pin(async { Err("connection lost".into()) });
        }
        Box::pin(self.call(self.store.revoke(sessions, at)))
    }
}
