//! Two processes that share a database use each token many times at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use jwt_claims::sessions::{Outcome, Sessions};
use jwt_claims::store::{Advance, Advanced};
use jwt_claims::{FixedClock, NumericDate};
use jwt_claims_servers as servers;

use crate::many::uses;
use crate::postgres;
use crate::process::{self, TOKEN, Talking, child};
use crate::support::{at, log_in, secret};

/// How often each process uses a token.
const USES: usize = 50;
const SESSIONS: usize = 100;

/// All uses are within the grace, however long they take.
fn service(store: Arc<dyn crate::conformance::Store>, now: i64) -> Sessions {
    Sessions::new(store, secret(7)).with_clock(FixedClock::at(now))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a child process of the next tests"]
async fn uses_each_token() {
    let Some(place) = process::place() else { return };
    let now = std::env::var(TOKEN).unwrap().parse().unwrap();
    let sessions = service(process::open(&place).await, now);
    println!("ready=");
    for token in std::io::stdin().lines() {
        let (outcomes, children) = uses(&sessions, &token.unwrap(), USES).await;
        let count = |outcome| outcomes.iter().filter(|other| **other == outcome).count();
        let (rotated, repeated) = (count(Outcome::Rotated), count(Outcome::Repeated));
        let children: Vec<_> = children.into_iter().collect();
        println!("result={rotated} {repeated} {}", children.join(" "));
    }
}

async fn attempt(place: &str, attempts: usize) {
    let (store, now) = (process::open(place).await, NumericDate::now().seconds());
    let sessions = service(Arc::clone(&store), now);
    let (mut ids, mut tokens) = (Vec::new(), Vec::new());
    for _ in 0..SESSIONS {
        let session = log_in(&sessions).await;
        ids.push(session.id());
        tokens.push(session.refresh_token().to_owned());
    }
    let start = || {
        let mut command = child("processes::uses_each_token", place, "");
        Talking::start(command.env(TOKEN, now.to_string()))
    };
    let mut processes = [start(), start()];
    assert!(processes.iter_mut().all(|process| process.next("ready=").is_some()));
    let rounds = attempts / (2 * USES);
    let (mut advances, mut firsts) = (0, [0, 0]);
    for round in 0..rounds {
        let token = &mut tokens[round % SESSIONS];
        processes.iter_mut().for_each(|process| process.say(token));
        let (mut rotated, mut repeated, mut children) = (0, 0, BTreeSet::new());
        for (process, first) in processes.iter_mut().zip(&mut firsts) {
            let result = process.next("result=").unwrap();
            let mut words = result.split(' ');
            let mut count = || words.next().unwrap().parse::<usize>().unwrap();
            let (once, again) = (count(), count());
            (rotated, repeated, *first) = (rotated + once, repeated + again, *first + once);
            children.extend(words.map(str::to_owned));
        }
        assert_eq!((rotated, repeated, children.len()), (1, 2 * USES - 1, 1), "{children:?}");
        advances += rotated;
        *token = children.pop_first().unwrap();
    }
    for (nth, id) in ids.into_iter().enumerate() {
        let none = Advance { id, from: 1 << 62, to: 0, now: at(now), idle_expires_at: at(now) };
        let Advanced::Unchanged(row) = store.advance(&none).await.unwrap() else { panic!("no session") };
        let expected = (rounds + SESSIONS - 1 - nth) / SESSIONS;
        assert_eq!(row.counter, expected as u64);
    }
    let [one, other] = firsts;
    println!(
        "{}: {attempts} attempts of two processes with {rounds} tokens, {advances} advances ({one} and {other}), \
         0 double advances, one next token each",
        place.split(' ').next().unwrap()
    );
}

async fn in_redis(attempts: usize) {
    let Some(server) = servers::redis(&[]) else { return };
    attempt(&format!("redis redis://127.0.0.1:{}/", server.port), attempts).await;
}

async fn in_postgres(attempts: usize) {
    let Some(server) = servers::postgres() else { return };
    drop(postgres::store(&server, "processes").await);
    attempt(&format!("postgres {}", postgres::parameters(&server, "processes", "")), attempts).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_attempts_in_redis() {
    in_redis(10_000).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_attempts_in_postgres() {
    in_postgres(10_000).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes"]
async fn a_million_attempts() {
    in_redis(1_000_000).await;
    in_postgres(1_000_000).await;
}
