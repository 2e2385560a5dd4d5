//! For tests: an issuer whose store waits before it revokes a session, and a session of alice.

use std::pin::pin;
use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use jwt_claims::NumericDate;
use jwt_claims::sessions::{NewSession, Secret, Session, Sessions};
use jwt_claims::store::{
    Advance, Advanced, BoxError, BoxFuture, MemoryStore, Revoke, SessionId, SessionRow, SessionStore,
};
use tokio::sync::Semaphore;

use super::app::App;
use super::clients::WEB;

/// The issuer.
pub(super) struct Slow {
    app: Arc<App>,
    session: Session,
    store: Arc<SlowStore>,
}

struct SlowStore {
    store: MemoryStore,
    /// Gets a permit when a revocation has begun.
    begun: Semaphore,
    /// Has a permit for each revocation that may go on.
    may_go_on: Semaphore,
}

impl Slow {
    pub(super) async fn start() -> Self {
        Self::of(WEB).await
    }

    /// With a session of this client.
    pub(super) async fn of(client: &str) -> Self {
        let mut app = App::example();
        let (begun, may_go_on) = (Semaphore::new(0), Semaphore::new(0));
        let store = Arc::new(SlowStore { store: MemoryStore::new(10).unwrap(), begun, may_go_on });
        let sessions = Sessions::new(Arc::clone(&store), Secret::from_bytes([7; 32]).unwrap());
        let session = sessions.create(NewSession::new("alice", client).unwrap()).await.unwrap();
        Arc::get_mut(&mut app).unwrap().sessions = sessions;
        Self { app, session, store }
    }

    pub(super) fn app(&self) -> Arc<App> {
        Arc::clone(&self.app)
    }

    pub(super) fn token(&self) -> &str {
        self.session.refresh_token()
    }

    /// Those of the browser.
    pub(super) fn headers(&self) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, format!("refresh_token_1={}", self.token()).parse().unwrap())])
    }

    /// Drops a handler that waits for the store.
    pub(super) async fn drop_halfway<T>(&self, handler: impl Future<Output = T>) {
        let mut handler = pin!(handler);
        tokio::select! {
            biased;
            _ = &mut handler => panic!("it did not wait"),
            begun = self.store.begun.acquire() => begun.unwrap().forget(),
        }
    }

    /// True if the store revokes the session after all.
    pub(super) async fn session_ends(&self) -> bool {
        self.store.may_go_on.add_permits(1);
        // the tasks of this thread run in turns, and none waits for anything else
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        let refreshed = self.app.sessions.refresh(self.token(), self.session.client()).await;
        refreshed.is_err_and(|error| error.code() == "session_ended")
    }
}

impl SessionStore for SlowStore {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        self.store.create(row)
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        self.store.advance(advance)
    }

    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>> {
        Box::pin(async move {
            self.begun.add_permits(1);
            self.may_go_on.acquire().await?.forget();
            self.store.revoke(sessions, at).await
        })
    }
}
