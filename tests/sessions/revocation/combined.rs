//! Sessions that revoke the access tokens of what they end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jwt_claims::NumericDate;
use jwt_claims::revocation::Revocations;
use jwt_claims::sessions::{NewSession, Session, Sessions};
use jwt_claims::store::{
    Advance, Advanced, BoxError, BoxFuture, Entry, EntryKey, EntryStore, MemoryStore, Revoke, SessionId,
    SessionRow, SessionStore,
};

use super::World;
use crate::support::{seconds, secret};

impl World {
    fn sessions(&self) -> Sessions {
        Sessions::new(Arc::clone(&self.store), secret(7))
            .with_clock(self.clock.clone())
            .with_revocations(self.revocations.clone())
    }

    fn access(&self, session: &Session) -> String {
        self.token(session.subject(), &session.id().to_string())
    }
}

async fn log_in(sessions: &Sessions, user: &str) -> Session {
    sessions.create(NewSession::new(user, "web").unwrap()).await.unwrap()
}

#[tokio::test]
async fn the_end_of_a_session_is_the_end_of_its_access_tokens() {
    let world = World::new();
    let sessions = world.sessions();
    let [one, two, other] =
        [log_in(&sessions, "alice").await, log_in(&sessions, "alice").await, log_in(&sessions, "bob").await];
    let [one_access, two_access, other_access] = [&one, &two, &other].map(|session| world.access(session));
    assert!(sessions.revoke_session(one.id()).await.unwrap());
    assert_eq!(world.check(&one_access).await, "token_revoked");
    assert_eq!(world.check(&two_access).await, "");
    assert!(sessions.revoke_token(two.refresh_token(), "web").await.unwrap());
    assert_eq!(world.check(&two_access).await, "token_revoked");
    assert_eq!(world.check(&other_access).await, "");
    assert_eq!(sessions.revoke_subject("bob").await.unwrap(), 1);
    assert_eq!(world.check(&other_access).await, "token_revoked");
}

#[tokio::test]
async fn a_stolen_refresh_token_ends_the_access_tokens_of_its_session() {
    let world = World::new();
    let sessions = world.sessions();
    let first = log_in(&sessions, "alice").await;
    let second = sessions.refresh(first.refresh_token(), "web").await.unwrap();
    let (access, other) = (world.access(&second), world.access(&log_in(&sessions, "alice").await));
    world.clock.advance(seconds(60));
    let error = sessions.refresh(first.refresh_token(), "web").await.unwrap_err();
    assert_eq!(error.code(), "refresh_token_reused");
    assert_eq!((world.check(&access).await, world.check(&other).await), ("token_revoked", ""));
}

#[tokio::test]
async fn a_subject_without_a_session_is_logged_out_too() {
    let world = World::new();
    for subject in ["alice", "", &"x".repeat(300)] {
        let access = world.token(subject, "s");
        assert_eq!(world.sessions().revoke_subject(subject).await.unwrap(), 0);
        assert_eq!(world.check(&access).await, "token_revoked");
    }
}

/// A store of revocations that can be down.
struct Switched(Arc<MemoryStore>, Arc<AtomicBool>);

impl EntryStore for Switched {
    fn insert<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<bool, BoxError>> {
        self.0.insert(entry, now)
    }

    fn raise<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<(), BoxError>> {
        match self.1.load(Ordering::SeqCst) {
            true => Box::pin(async { Err("connection refused".into()) }),
            false => self.0.raise(entry, now),
        }
    }

    fn find<'a>(&'a self, keys: &'a [EntryKey]) -> BoxFuture<'a, Result<Vec<Option<i64>>, BoxError>> {
        self.0.find(keys)
    }
}

#[tokio::test]
async fn if_access_tokens_cannot_be_revoked_the_session_ends_and_calling_again_does_the_rest() {
    let world = World::new();
    let is_down = Arc::new(AtomicBool::new(true));
    let revocations = Revocations::new(Switched(Arc::clone(&world.store), Arc::clone(&is_down)));
    let sessions = world.sessions().with_revocations(revocations.with_clock(world.clock.clone()));
    let [one, two] = [log_in(&sessions, "alice").await, log_in(&sessions, "bob").await];
    let [one_access, two_access] = [&one, &two].map(|session| world.access(session));
    assert_eq!(sessions.revoke_session(one.id()).await.unwrap_err().code(), "store_unavailable");
    assert_eq!(sessions.revoke_subject("bob").await.unwrap_err().code(), "store_unavailable");
    for session in [&one, &two] {
        let error = sessions.refresh(session.refresh_token(), "web").await.unwrap_err();
        assert_eq!(error.code(), "store_unavailable");
    }
    is_down.store(false, Ordering::SeqCst);
    assert!(!sessions.revoke_session(one.id()).await.unwrap(), "it was revoked before");
    sessions.revoke_subject("bob").await.unwrap();
    assert_eq!(world.check(&one_access).await, "token_revoked");
    assert_eq!(world.check(&two_access).await, "token_revoked");
    for session in [&one, &two] {
        let error = sessions.refresh(session.refresh_token(), "web").await.unwrap_err();
        assert_eq!(error.code(), "session_ended");
    }
}

/// Nobody calls again after a theft, but its tokens are used again.
#[tokio::test]
async fn if_access_tokens_cannot_be_revoked_after_a_theft_the_next_use_does_it() {
    for who in 0..3 {
        let world = World::new();
        let is_down = Arc::new(AtomicBool::new(true));
        let revocations = Revocations::new(Switched(Arc::clone(&world.store), Arc::clone(&is_down)));
        let sessions = world.sessions().with_revocations(revocations.with_clock(world.clock.clone()));
        let first = log_in(&sessions, "alice").await;
        let second = sessions.refresh(first.refresh_token(), "web").await.unwrap();
        let third = sessions.refresh(second.refresh_token(), "web").await.unwrap();
        let access = world.access(&third);
        world.clock.advance(seconds(60));
        let tokens = [first, second, third];
        for token in &tokens[..2] {
            let error = sessions.refresh(token.refresh_token(), "web").await.unwrap_err();
            assert_eq!(error.code(), "store_unavailable");
            assert_eq!(world.check(&access).await, "");
        }
        is_down.store(false, Ordering::SeqCst);
        let error = sessions.refresh(tokens[who].refresh_token(), "web").await.unwrap_err();
        assert_eq!(error.code(), "session_ended");
        assert_eq!(world.check(&access).await, "token_revoked");
    }
}

#[tokio::test]
async fn if_the_session_cannot_be_ended_its_access_tokens_are_revoked() {
    let world = World::new();
    let broken = crate::support::Broken::new();
    let sessions = Sessions::new(Arc::clone(&broken), secret(7)).with_clock(world.clock.clone());
    let sessions = sessions.with_revocations(world.revocations.clone());
    let session = log_in(&sessions, "alice").await;
    let access = world.access(&session);
    broken.set(crate::support::Mode::Down);
    assert_eq!(sessions.revoke_session(session.id()).await.unwrap_err().code(), "store_unavailable");
    assert_eq!(world.check(&access).await, "token_revoked");
    broken.set(crate::support::Mode::Works);
    assert!(sessions.revoke_session(session.id()).await.unwrap());
}

/// A store of sessions whose answers to a revocation do not come.
struct Silent(Arc<MemoryStore>);

impl SessionStore for Silent {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        self.0.create(row)
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        self.0.advance(advance)
    }

    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>> {
        Box::pin(async move {
            self.0.revoke(sessions, at).await?;
            std::future::pending().await
        })
    }
}

/// The browser leaves the page, and the server drops the request.
#[tokio::test]
async fn a_logout_that_is_interrupted_has_begun_with_the_session_and_with_its_access_tokens() {
    let world = World::new();
    let sessions = Sessions::new(Silent(Arc::clone(&world.store)), secret(7))
        .with_clock(world.clock.clone())
        .with_revocations(world.revocations.clone());
    let [one, two] = [log_in(&sessions, "alice").await, log_in(&sessions, "bob").await];
    let accesses = [&one, &two].map(|session| world.access(session));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(std::pin::pin!(sessions.revoke_session(one.id())).poll(&mut cx).is_pending());
    assert!(std::pin::pin!(sessions.revoke_subject("bob")).poll(&mut cx).is_pending());
    for (session, access) in [&one, &two].into_iter().zip(&accesses) {
        assert_eq!(world.check(access).await, "token_revoked");
        let error = sessions.refresh(session.refresh_token(), "web").await.unwrap_err();
        assert_eq!(error.code(), "session_ended");
    }
}

/// A refresh is at work during a logout everywhere, and its server issues the access token
/// afterwards, with a clock that may be ahead.
#[tokio::test]
async fn a_token_of_an_ended_session_is_revoked_whenever_it_is_issued() {
    let world = World::new();
    let sessions = world.sessions();
    let first = log_in(&sessions, "alice").await;
    let ids = [first.id(), log_in(&sessions, "alice").await.id()].map(|id| id.to_string());
    let refreshed = sessions.refresh(first.refresh_token(), "web").await.unwrap();
    assert_eq!(sessions.revoke_subject("alice").await.unwrap(), 2);
    for wait in [0, 1, 3, 3600] {
        world.clock.advance(seconds(wait));
        assert_eq!(world.check(&world.access(&refreshed)).await, "token_revoked", "{wait}");
        for id in &ids {
            assert_eq!(world.check(&world.token("alice", id)).await, "token_revoked", "{wait}");
        }
    }
    let again = log_in(&sessions, "alice").await;
    assert_eq!(world.check(&world.access(&again)).await, "");
}
