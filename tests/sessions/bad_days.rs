//! What fails in production: stores that are down, that lose answers, that lose writes.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use jwt_claims::dpop::ProofKey;
use jwt_claims::http::Rejection;
use jwt_claims::sessions::{NewSession, Outcome, Presenter, Session, Sessions, TokenError};
use jwt_claims::store::{
    Advance, Advanced, BoxError, BoxFuture, MemoryStore, Revoke, SessionId, SessionRow, SessionStore,
};
use jwt_claims::{Algorithm, ErrorKind, FixedClock, NumericDate};

use crate::many::uses;
use crate::support::{Broken, DAY, Mode, START, log_in, seconds, secret};

fn with_broken() -> (Sessions, Arc<Broken>, FixedClock) {
    let (store, clock) = (Broken::new(), FixedClock::at(START));
    (Sessions::new(Arc::clone(&store), secret(7)).with_clock(clock.clone()), store, clock)
}

#[tokio::test]
async fn a_store_that_is_down_is_503_and_the_session_goes_on() {
    let (sessions, store, _) = with_broken();
    let session = log_in(&sessions).await;
    for mode in [Mode::Down, Mode::ReadOnly] {
        store.set(mode);
        let errors = [
            sessions.refresh(session.refresh_token(), "web").await.unwrap_err(),
            sessions.create(NewSession::new("alice", "web").unwrap()).await.unwrap_err(),
            sessions.revoke_session(session.id()).await.unwrap_err(),
            sessions.revoke_subject("alice").await.unwrap_err(),
            sessions.revoke_token(session.refresh_token(), "web").await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!((error.code(), error.kind()), ("store_unavailable", ErrorKind::Unavailable));
            assert!(TokenError::of(&error).is_none() && !error.to_string().contains('\n'), "{error}");
            assert_eq!(Rejection::from(error).status(), 503);
        }
    }
    store.set(Mode::Works);
    assert_eq!(sessions.refresh(session.refresh_token(), "web").await.unwrap().outcome(), Outcome::Rotated);
}

#[tokio::test]
async fn a_reused_token_is_refused_also_if_its_session_cannot_be_revoked_now() {
    let (sessions, store, clock) = with_broken();
    let first = log_in(&sessions).await;
    let second = sessions.refresh(first.refresh_token(), "web").await.unwrap();
    clock.advance(seconds(60));
    store.set(Mode::NoRevocation);
    let error = sessions.refresh(first.refresh_token(), "web").await.unwrap_err();
    assert_eq!(error.code(), "store_unavailable");
    store.set(Mode::Works);
    let error = sessions.refresh(first.refresh_token(), "web").await.unwrap_err();
    assert_eq!(error.code(), "refresh_token_reused");
    assert_eq!(sessions.refresh(second.refresh_token(), "web").await.unwrap_err().code(), "session_ended");
}

#[tokio::test]
async fn a_retry_after_a_lost_answer_of_the_store_gives_the_next_token() {
    let (sessions, store, clock) = with_broken();
    let session = log_in(&sessions).await;
    store.set(Mode::AnswerLost);
    let error = sessions.refresh(session.refresh_token(), "web").await.unwrap_err();
    assert_eq!(error.code(), "store_unavailable");
    store.set(Mode::Works);
    clock.advance(seconds(5));
    let retry = sessions.refresh(session.refresh_token(), "web").await.unwrap();
    assert_eq!(retry.outcome(), Outcome::Repeated);
    assert_eq!(sessions.refresh(retry.refresh_token(), "web").await.unwrap().outcome(), Outcome::Rotated);
}

#[tokio::test]
async fn a_retry_after_an_outage_that_is_longer_than_the_grace_ends_the_session() {
    for lost in [true, false] {
        let (sessions, store, clock) = with_broken();
        let session = log_in(&sessions).await;
        store.set(if lost { Mode::AnswerLost } else { Mode::Down });
        let error = sessions.refresh(session.refresh_token(), "web").await.unwrap_err();
        assert_eq!(error.code(), "store_unavailable");
        store.set(Mode::Works);
        clock.advance(seconds(30));
        let retry = sessions.refresh(session.refresh_token(), "web").await;
        match lost {
            true => assert_eq!(retry.unwrap_err().code(), "refresh_token_reused"),
            false => assert_eq!(retry.unwrap().outcome(), Outcome::Rotated),
        }
    }
}

#[tokio::test]
async fn tokens_that_are_invalid_do_not_reach_the_store() {
    let (sessions, store, _) = with_broken();
    let session = log_in(&sessions).await;
    let key = ProofKey::generate(Algorithm::ES256).unwrap();
    let bound = NewSession::new("alice", "web").unwrap().bound_to_key(&key.thumbprint());
    let bound = sessions.create(bound).await.unwrap();
    store.set(Mode::Down);
    let token = session.refresh_token();
    let of_another_client = sessions.refresh(token, "mobile").await;
    let changed = sessions.refresh(&token.replace(&token[30..32], "__"), "web").await;
    let without_key = sessions.refresh(bound.refresh_token(), "web").await;
    let with_a_key = sessions.refresh(token, Presenter::new("web", &key.thumbprint())).await;
    for refused in [of_another_client, changed, without_key, with_a_key] {
        assert_eq!(refused.unwrap_err().code(), "refresh_token_invalid");
    }
    let valid = sessions.refresh(token, "web").await;
    assert_eq!(valid.unwrap_err().code(), "store_unavailable");
}

#[tokio::test]
async fn a_retry_after_a_lost_answer_of_the_service_gives_the_same_token() {
    let (sessions, _, clock) = with_broken();
    let session = log_in(&sessions).await;
    let lost: Session = sessions.refresh(session.refresh_token(), "web").await.unwrap();
    clock.advance(seconds(5));
    let retry = sessions.refresh(session.refresh_token(), "web").await.unwrap();
    assert_eq!(retry.refresh_token(), lost.refresh_token());
}

/// Writes, and does not answer.
struct Hangs(MemoryStore);

impl SessionStore for Hangs {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        self.0.create(row)
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        Box::pin(async move {
            self.0.advance(advance).await?;
            std::future::pending().await
        })
    }

    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>> {
        self.0.revoke(sessions, at)
    }
}

#[tokio::test]
async fn a_request_that_is_dropped_between_write_and_answer_can_be_repeated() {
    let store = Arc::new(Hangs(MemoryStore::new(10).unwrap()));
    let sessions = Sessions::new(Arc::clone(&store), secret(7));
    let session = log_in(&sessions).await;
    {
        let mut refresh = pin!(sessions.refresh(session.refresh_token(), "web"));
        assert!(refresh.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    let same = Sessions::new(Rows(store), secret(7));
    let retry = same.refresh(session.refresh_token(), "web").await.unwrap();
    assert_eq!(retry.outcome(), Outcome::Repeated);
}

/// The rows of a store that hangs.
struct Rows(Arc<Hangs>);

impl SessionStore for Rows {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        self.0.0.create(row)
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        self.0.0.advance(advance)
    }

    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>> {
        self.0.0.revoke(sessions, at)
    }
}

/// A store with the row of a session as it was after some refreshes, and the tokens of all
/// of them: the oldest first.
pub(crate) async fn restored(after: usize, refreshes: usize) -> (Sessions, FixedClock, Vec<String>) {
    let (before, clock) = (Arc::new(MemoryStore::new(10).unwrap()), FixedClock::at(START));
    let sessions = Sessions::new(Arc::clone(&before), secret(7)).with_clock(clock.clone());
    let session = log_in(&sessions).await;
    let mut tokens = vec![session.refresh_token().to_owned()];
    let mut copy = None;
    for nth in 0..=refreshes {
        if nth == after {
            copy = row(&before, session.id()).await;
        }
        clock.advance(seconds(300));
        let next = sessions.refresh(&tokens[nth], "web").await.unwrap();
        tokens.push(next.refresh_token().to_owned());
    }
    let store = MemoryStore::new(10).unwrap();
    store.create(&copy.unwrap()).await.unwrap();
    (Sessions::new(store, secret(7)).with_clock(clock.clone()), clock, tokens)
}

async fn row(store: &MemoryStore, id: jwt_claims::sessions::SessionId) -> Option<SessionRow> {
    let now = NumericDate::from_seconds(START).unwrap();
    let none = Advance { id, from: u64::MAX, to: 0, now, idle_expires_at: now };
    match store.advance(&none).await.unwrap() {
        Advanced::Unchanged(row) => Some(row),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_lost_writes_is_put_right_by_the_newest_token() {
    let (sessions, clock, tokens) = restored(2, 7).await;
    let newest = tokens.last().unwrap();
    let next = sessions.refresh(newest, "web").await.unwrap();
    assert_eq!(next.outcome(), Outcome::Recovered);
    // the retry, and the use after it
    let (retry, next) = (sessions.refresh(newest, "web").await.unwrap(), next);
    assert_eq!((retry.outcome(), retry.refresh_token()), (Outcome::Repeated, next.refresh_token()));
    clock.advance(seconds(300));
    let next = sessions.refresh(next.refresh_token(), "web").await.unwrap();
    assert_eq!(next.outcome(), Outcome::Rotated);
    // older tokens are known as used again
    assert_eq!(sessions.refresh(&tokens[6], "web").await.unwrap_err().code(), "refresh_token_outdated");
    clock.advance(seconds(300));
    assert_eq!(sessions.refresh(&tokens[6], "web").await.unwrap_err().code(), "refresh_token_reused");
    assert_eq!(sessions.refresh(next.refresh_token(), "web").await.unwrap_err().code(), "session_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_row_that_has_expired_is_not_put_right() {
    let (sessions, clock, tokens) = restored(2, 7).await;
    // the row was refreshed 10 minutes after the login
    clock.set(START + 600 + 14 * DAY);
    assert_eq!(sessions.refresh(tokens.last().unwrap(), "web").await.unwrap_err().code(), "session_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thief_who_uses_the_gap_of_lost_writes_is_detected() {
    let (sessions, clock, tokens) = restored(2, 7).await;
    // the token of the thief is older than that of the victim, and newer than the row
    let thief = sessions.refresh(&tokens[5], "web").await.unwrap();
    assert_eq!(thief.outcome(), Outcome::Recovered);
    clock.advance(seconds(60));
    let victim = sessions.refresh(tokens.last().unwrap(), "web").await.unwrap();
    assert_eq!(victim.outcome(), Outcome::Recovered);
    clock.advance(seconds(60));
    assert_eq!(
        sessions.refresh(thief.refresh_token(), "web").await.unwrap_err().code(),
        "refresh_token_reused"
    );
    assert_eq!(sessions.refresh(victim.refresh_token(), "web").await.unwrap_err().code(), "session_ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_uses_of_the_newest_token_put_the_store_right_once() {
    let (sessions, _, tokens) = restored(0, 5).await;
    let (outcomes, children) = uses(&sessions, tokens.last().unwrap(), 100).await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Recovered).count(), 1);
    assert_eq!(children.len(), 1);
}

#[tokio::test]
async fn a_session_whose_row_was_lost_has_ended() {
    let (sessions, _, clock) = with_broken();
    let session = log_in(&sessions).await;
    let empty = Sessions::new(MemoryStore::new(10).unwrap(), secret(7)).with_clock(clock);
    let error = empty.refresh(session.refresh_token(), "web").await.unwrap_err();
    assert_eq!(error.code(), "session_ended");
}
