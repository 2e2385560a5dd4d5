//! Calls per second of each verb.

use std::sync::Arc;
use std::time::Duration;

use jwt_claims::store::{Advanced, BoxError, Revoke};

use crate::load::{Measured, Turn, load};
use crate::place::{Place, Store, memory, postgres, redis, sqlite};
use crate::rows;

pub(crate) async fn measure(time: Duration) -> Result<(), BoxError> {
    println!("| store | call | calls/s | p50 | p99 |");
    println!("| --- | --- | ---: | ---: | ---: |");
    verbs(&memory()?, time).await?;
    verbs(&sqlite()?, time).await?;
    if let Some(place) = redis().await? {
        verbs(&place, time).await?;
    }
    if let Some(place) = postgres().await? {
        verbs(&place, time).await?;
    }
    Ok(())
}

async fn verbs(place: &Place, time: Duration) -> Result<(), BoxError> {
    let store = || Arc::clone(&place.store);
    let print = |verb, measured: &Measured| {
        let (rate, p50, p99) = (measured.per_second(), measured.quantile(0.5), measured.quantile(0.99));
        println!("| {} | {verb} | {rate:.0} | {p50:.1?} | {p99:.1?} |", place.name);
    };
    let created = load(time, u64::MAX, create(store())).await?;
    print("create", &created);
    print("advance", &load(time, u64::MAX, refresh(store())).await?);
    print("revoke", &load(time, created.calls, revoke(store())).await?);
    let inserted = load(time, u64::MAX, insert(store())).await?;
    print("insert", &inserted);
    print("find 3", &load(time, u64::MAX, find(store(), inserted.calls)).await?);
    Ok(())
}

type Call = std::pin::Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

fn create(store: Arc<dyn Store>) -> impl Fn(Turn) -> Call {
    move |Turn { nth, .. }| {
        let store = Arc::clone(&store);
        Box::pin(async move { store.create(&rows::session(nth)).await })
    }
}

/// Each client has a session of its own.
fn refresh(store: Arc<dyn Store>) -> impl Fn(Turn) -> Call {
    move |Turn { client, own, .. }| {
        let store = Arc::clone(&store);
        Box::pin(async move {
            match store.advance(&rows::advance(client, own)).await? {
                Advanced::Changed(_) => Ok(()),
                other => Err(format!("expected a change, found {other:?}").into()),
            }
        })
    }
}

fn revoke(store: Arc<dyn Store>) -> impl Fn(Turn) -> Call {
    move |Turn { nth, .. }| {
        let store = Arc::clone(&store);
        Box::pin(async move {
            match store.revoke(Revoke::Session(rows::id(nth)), rows::after(0)).await? {
                ids if ids == [rows::id(nth)] => Ok(()),
                ids => Err(format!("expected one revoked session, found {}", ids.len()).into()),
            }
        })
    }
}

fn insert(store: Arc<dyn Store>) -> impl Fn(Turn) -> Call {
    move |Turn { nth, .. }| {
        let store = Arc::clone(&store);
        Box::pin(async move {
            match store.insert(&rows::entry(nth), rows::after(0)).await? {
                true => Ok(()),
                false => Err("expected a new entry".into()),
            }
        })
    }
}

/// As a guard does: a token, its session and its subject, one of which may be known.
fn find(store: Arc<dyn Store>, known: u64) -> impl Fn(Turn) -> Call {
    move |Turn { nth, .. }| {
        let store = Arc::clone(&store);
        Box::pin(async move {
            let nth = nth % known;
            let keys = [rows::key(nth), rows::key(u64::MAX - nth), rows::key(u64::MAX / 2 - nth)];
            match store.find(&keys).await?[..] {
                [Some(1), None, None] => Ok(()),
                ref other => Err(format!("expected one value, found {other:?}").into()),
            }
        })
    }
}
