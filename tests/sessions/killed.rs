//! Processes that are killed: the service between a write and its answer, or at any time; and
//! the server of the store.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jwt_claims::sessions::{Lifetimes, Outcome, Sessions};
use jwt_claims::store::Entry;
use jwt_claims_servers::{self as servers, Folder, Server};
use tokio::sync::Barrier;

use crate::conformance::{Store, after};
use crate::process::{self, TOKEN, Talking, child, numbered};
use crate::support::{MINUTE, log_in, secret};
use crate::{postgres, redis};

#[tokio::test]
#[ignore = "a child process of the next tests"]
async fn writes_and_does_not_answer() {
    let Some(place) = process::place() else { return };
    let store = process::open(&place).await;
    let sessions = Sessions::new(Arc::clone(&store), secret(7));
    let tokens = std::env::var(TOKEN).unwrap();
    let (refreshed, revoked) = tokens.split_once(' ').unwrap();
    assert_eq!(sessions.refresh(refreshed, "web").await.unwrap().outcome(), Outcome::Rotated);
    sessions.revoke_token(revoked, "web").await.unwrap();
    assert!(store.insert(&numbered(1), after(0)).await.unwrap());
    store.raise(&numbered(2), after(0)).await.unwrap();
    println!("written=");
    std::thread::sleep(Duration::from_secs(600));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a child process of the next tests"]
async fn writes_until_it_is_killed() {
    let Some(place) = process::place() else { return };
    let store = process::open(&place).await;
    let sessions = Sessions::new(Arc::clone(&store), secret(7));
    let start = std::env::var(TOKEN).unwrap();
    let (token, first) = start.split_once(' ').unwrap();
    let mut token = token.to_owned();
    for number in first.parse().unwrap().. {
        token = sessions.refresh(&token, "web").await.unwrap().refresh_token().to_owned();
        assert!(store.insert(&numbered(number), after(0)).await.unwrap());
        println!("answer={token} {number}");
    }
}

/// A service with the longest grace, because a busy machine takes its time until a request is repeated.
fn patient(store: &Arc<dyn Store>) -> Sessions {
    let mut lifetimes = Lifetimes::default();
    lifetimes.grace = MINUTE;
    Sessions::new(Arc::clone(store), secret(7)).with_lifetimes(lifetimes).unwrap()
}

/// What is written is there, and the client that repeats its request gets its answer.
async fn between_write_and_answer(place: &str) {
    let store = process::open(place).await;
    let sessions = patient(&store);
    let [refreshed, revoked] =
        [log_in(&sessions).await, log_in(&sessions).await].map(|session| session.refresh_token().to_owned());
    let mut command = child("killed::writes_and_does_not_answer", place, "");
    let mut killed = Talking::start(command.env(TOKEN, format!("{refreshed} {revoked}")));
    assert!(killed.next("written=").is_some());
    killed.kill();
    let repeated = sessions.refresh(&refreshed, "web").await.unwrap();
    assert_eq!(repeated.outcome(), Outcome::Repeated);
    assert_eq!(sessions.refresh(repeated.refresh_token(), "web").await.unwrap().outcome(), Outcome::Rotated);
    assert_eq!(sessions.refresh(&revoked, "web").await.unwrap_err().code(), "session_ended");
    assert!(!store.insert(&numbered(1), after(0)).await.unwrap());
    assert_eq!(store.find(&[numbered(1).key, numbered(2).key]).await.unwrap(), [Some(1), Some(2)]);
}

/// What was answered is there; the write that was on its way is there as a whole, or not.
async fn at_any_time(place: &str) {
    let store = process::open(place).await;
    let sessions = patient(&store);
    let mut token = log_in(&sessions).await.refresh_token().to_owned();
    let (mut answered, mut lost_answers, mut rounds) = (100, 0, 0);
    // until a kill has come between a write and its answer
    while rounds < 10 || lost_answers == 0 {
        assert!(rounds < 100, "no kill came in the midst of a write");
        let nth = rounds % 10;
        rounds += 1;
        let mut command = child("killed::writes_until_it_is_killed", place, "");
        let mut killed = Talking::start(command.env(TOKEN, format!("{token} {}", answered + 1)));
        let mut lines = 0;
        while let Some(answer) = killed.next("answer=") {
            let (next, number) = answer.split_once(' ').unwrap();
            next.clone_into(&mut token);
            answered = number.parse().unwrap();
            lines += 1;
            if lines == 1 + nth % 5 {
                std::thread::sleep(Duration::from_micros(137 * nth));
                killed.kill();
            }
        }
        assert!(lines > nth % 5);
        // the client has the last answer, and perhaps the next one was lost
        let next = sessions.refresh(&token, "web").await.unwrap();
        assert_ne!(next.outcome(), Outcome::Recovered, "the store has lost a write");
        next.refresh_token().clone_into(&mut token);
        let keys: Vec<_> = (101..=answered).map(|number| numbered(number).key).collect();
        assert!(store.find(&keys).await.unwrap().iter().all(Option::is_some));
        let on_its_way = numbered(answered + 1);
        let is_new = store.insert(&on_its_way, after(0)).await.unwrap();
        lost_answers += usize::from(next.outcome() == Outcome::Repeated || !is_new);
        assert_eq!(store.find(&[on_its_way.key]).await.unwrap(), [Some(on_its_way.value)]);
        answered += 1;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_killed_loses_nothing_in_sqlite() {
    let folder = Folder::create();
    let place = format!("sqlite {}", folder.path().join("sessions.db").display());
    between_write_and_answer(&place).await;
    at_any_time(&place).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_killed_loses_nothing_in_redis() {
    let Some(server) = servers::redis(&[]) else { return };
    let place = format!("redis redis://127.0.0.1:{}/", server.port);
    between_write_and_answer(&place).await;
    at_any_time(&place).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_killed_loses_nothing_in_postgres() {
    let Some(server) = postgres::server() else { return };
    drop(postgres::store(&server, "service_killed").await);
    let place = format!("postgres {}", postgres::parameters(&server, "service_killed", ""));
    between_write_and_answer(&place).await;
    at_any_time(&place).await;
}

/// Writes until the server is killed: each one that was answered is there afterwards.
async fn the_server_is_killed(server: &mut Server, store: Arc<dyn Store>) {
    let begun = Arc::new(Barrier::new(9));
    let clients: Vec<_> = (0..8)
        .map(|client| {
            let (store, begun) = (Arc::clone(&store), Arc::clone(&begun));
            tokio::spawn(async move {
                let mut answered = Vec::new();
                for nth in 0.. {
                    let entry = numbered(client * 1_000_000 + nth);
                    let is_written = match nth % 2 {
                        0 => store.insert(&entry, after(0)).await.is_ok_and(|is_new| is_new),
                        _ => store.raise(&entry, after(0)).await.is_ok(),
                    };
                    if !is_written {
                        break;
                    }
                    answered.push(entry);
                    if answered.len() == 3 {
                        begun.wait().await;
                    }
                }
                answered
            })
        })
        .collect();
    tokio::time::timeout(MINUTE, begun.wait()).await.expect("each client has answers");
    server.kill();
    let mut answered: Vec<Entry> = Vec::new();
    for client in clients {
        answered.extend(client.await.unwrap());
    }
    let keys: Vec<_> = answered.iter().map(|entry| entry.key).collect();
    store.find(&keys).await.unwrap_err();
    server.restart();
    // it may be starting still
    let begin = Instant::now();
    let found = loop {
        match store.find(&keys).await {
            Ok(found) => break found,
            Err(error) => assert!(begin.elapsed() < MINUTE, "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let expected: Vec<_> = answered.iter().map(|entry| Some(entry.value)).collect();
    assert_eq!(found, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_server_that_is_killed_has_each_write_that_was_answered() {
    let Some(mut server) = servers::redis(&["--appendonly", "yes", "--appendfsync", "always"]) else {
        return;
    };
    let store = redis::connect(&server, Default::default()).await.unwrap();
    the_server_is_killed(&mut server, Arc::new(store)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_server_that_is_killed_has_each_write_that_was_answered() {
    let Some(mut server) = servers::postgres() else { return };
    let store = postgres::store(&server, "server_killed").await;
    the_server_is_killed(&mut server, Arc::new(store)).await;
}
