//! A clock that is set while the store is at work.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jwt_claims::sessions::{Outcome, Sessions};
use jwt_claims::store::{
    Advance, Advanced, BoxError, BoxFuture, MemoryStore, Revoke, SessionId, SessionRow, SessionStore,
};
use jwt_claims::{FixedClock, NumericDate};

use crate::support::{DAY, START, at, log_in, secret};

/// A store in memory; with each call, the clock is set to a time.
struct SetsTheClock {
    store: MemoryStore,
    clock: FixedClock,
    to: AtomicI64,
}

impl SetsTheClock {
    fn set(&self) {
        self.clock.set(self.to.load(Ordering::SeqCst));
    }
}

impl SessionStore for SetsTheClock {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        self.set();
        self.store.create(row)
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        self.set();
        self.store.advance(advance)
    }

    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>> {
        self.set();
        self.store.revoke(sessions, at)
    }
}

#[tokio::test]
async fn a_call_has_the_time_of_its_begin() {
    for step in [-100 * DAY, -3600, -1, 1, 3600, 13 * DAY] {
        let (clock, store) = (FixedClock::at(START), MemoryStore::new(10).unwrap());
        let to = AtomicI64::new(START + step);
        let store = Arc::new(SetsTheClock { store, clock: clock.clone(), to });
        let sessions = Sessions::new(Arc::clone(&store), secret(7)).with_clock(clock.clone());
        let first = log_in(&sessions).await;
        assert_eq!((first.created_at(), first.idle_expires_at()), (at(START), at(START + 14 * DAY)));
        assert_eq!(
            (first.refresh_token_timeout(), first.authorization_expires_in()),
            (14 * 86_400, 90 * 86_400)
        );
        // it goes on after the step, and the clock is put right meanwhile
        store.to.store(START, Ordering::SeqCst);
        let second = sessions.refresh(first.refresh_token(), "web").await.unwrap();
        assert_eq!(second.outcome(), Outcome::Rotated, "{step}");
        let idle = (START + step + 14 * DAY).min(START + 90 * DAY);
        assert_eq!(
            (second.idle_expires_at(), second.refresh_token_timeout()),
            (at(idle), 14 * 86_400),
            "{step}"
        );
        // so is a retry at the time of the first try
        clock.set(START + step);
        let retry = sessions.refresh(first.refresh_token(), "web").await.unwrap();
        assert_eq!(retry.outcome(), Outcome::Repeated, "{step}");
        assert_eq!(retry.refresh_token(), second.refresh_token());
        assert_eq!(second.absolute_expires_at(), at(START + 90 * DAY));
    }
}
