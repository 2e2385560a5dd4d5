//! Many uses of one token at the same time.

use std::collections::BTreeSet;
use std::sync::Arc;

use jwt_claims::sessions::{Outcome, Session, Sessions};
use jwt_claims::store::{MemoryStore, SessionStore};
use jwt_claims::{Error, FixedClock, NumericDate};
use tokio::sync::Barrier;

use crate::support::{log_in, secret};

/// Uses one token many times at once: one rotation, and one next token for each.
pub(crate) async fn use_one_token(store: Arc<dyn SessionStore>, times: usize) {
    // the uses are within the grace, however long they take
    let clock = FixedClock::at(NumericDate::now().seconds());
    let sessions = Sessions::new(store, secret(7)).with_clock(clock);
    let token = log_in(&sessions).await.refresh_token().to_owned();
    let (outcomes, children) = uses(&sessions, &token, times).await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Rotated).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Repeated).count(), times - 1);
    assert_eq!(children.len(), 1, "the next tokens are equal");
    let child = children.first().unwrap();
    assert_eq!(sessions.refresh(child, "web").await.unwrap().outcome(), Outcome::Rotated);
}

async fn attempts(sessions: &Sessions, token: &str, times: usize) -> Vec<Result<Session, Error>> {
    let barrier = Arc::new(Barrier::new(times));
    let tasks: Vec<_> = (0..times)
        .map(|_| {
            let (sessions, token, barrier) = (sessions.clone(), token.to_owned(), Arc::clone(&barrier));
            tokio::spawn(async move {
                barrier.wait().await;
                sessions.refresh(&token, "web").await
            })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

pub(crate) async fn uses(sessions: &Sessions, token: &str, times: usize) -> (Vec<Outcome>, BTreeSet<String>) {
    let results = attempts(sessions, token, times).await;
    let sessions = results.into_iter().map(Result::unwrap);
    sessions.map(|session| (session.outcome(), session.refresh_token().to_owned())).unzip()
}

/// Uses one token 10,000 times at once. A database does not answer each one in time.
pub(crate) async fn use_one_token_of_a_database(store: Arc<dyn SessionStore>) {
    let clock = FixedClock::at(NumericDate::now().seconds());
    let sessions = Sessions::new(store, secret(7)).with_clock(clock);
    let token = log_in(&sessions).await.refresh_token().to_owned();
    let (mut rotated, mut failed, mut children) = (0, 0, BTreeSet::new());
    for result in attempts(&sessions, &token, 10_000).await {
        match result {
            Ok(session) => {
                assert!(matches!(session.outcome(), Outcome::Rotated | Outcome::Repeated));
                rotated += usize::from(session.outcome() == Outcome::Rotated);
                children.insert(session.refresh_token().to_owned());
            }
            Err(error) => {
                assert_eq!(error.code(), "store_unavailable", "{error}");
                failed += 1;
            }
        }
    }
    println!("{failed} uses had no answer in time");
    // the rotation itself may have had no answer in time
    assert!(rotated == 1 || (rotated == 0 && failed > 0), "{rotated} rotations");
    let next = sessions.refresh(&token, "web").await.unwrap();
    children.insert(next.refresh_token().to_owned());
    assert_eq!(children.len(), 1, "the next tokens are equal");
    let child = children.first().unwrap();
    assert_eq!(sessions.refresh(child, "web").await.unwrap().outcome(), Outcome::Rotated);
}

fn store() -> Arc<dyn SessionStore> {
    Arc::new(MemoryStore::new(10).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_uses_of_one_token_at_once_are_one_rotation() {
    for _ in 0..20 {
        use_one_token(store(), 100).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_uses_of_one_token_at_once_are_one_rotation() {
    use_one_token(store(), 10_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "takes a while"]
async fn a_million_uses_of_one_token_at_once_are_one_rotation() {
    use_one_token(store(), 1_000_000).await;
}

/// Two services with stores of their own in one database use each token many times at once:
/// 10,000 uses of 100 tokens are 100 rotations.
pub(crate) async fn share_a_database(stores: [Arc<dyn SessionStore>; 2]) {
    let clock = FixedClock::at(NumericDate::now().seconds());
    let services = stores.map(|store| Sessions::new(store, secret(7)).with_clock(clock.clone()));
    for _ in 0..100 {
        let token = log_in(&services[0]).await.refresh_token().to_owned();
        let [one, other] = &services;
        let ((mut outcomes, mut children), others) =
            tokio::join!(uses(one, &token, 50), uses(other, &token, 50));
        outcomes.extend(others.0);
        children.extend(others.1);
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Rotated).count(), 1);
        assert_eq!((outcomes.len(), children.len()), (100, 1));
    }
}
