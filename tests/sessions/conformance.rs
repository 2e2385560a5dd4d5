//! The suite that each store passes: each case has a name.

pub(crate) mod entries;
pub(crate) mod sessions;

use std::any::Any;
use std::pin::Pin;
use std::sync::Arc;

use jwt_claims::NumericDate;
use jwt_claims::store::{EntryStore, SessionStore};

use crate::{memory, postgres, redis, sqlite};

/// Keeps both.
pub(crate) trait Store: SessionStore + EntryStore {}

impl<S: SessionStore + EntryStore> Store for S {}

/// A store as a service may have it.
pub(crate) struct Setup {
    pub(crate) name: &'static str,
    pub(crate) store: Arc<dyn Store>,
    /// What must live as long as the store.
    _server: Box<dyn Any + Send>,
}

impl Setup {
    pub(crate) fn new(name: &'static str, store: impl Store, server: impl Any + Send) -> Self {
        Self { name, store: Arc::new(store), _server: Box::new(server) }
    }
}

type Case = (&'static str, fn(Arc<dyn Store>) -> Pin<Box<dyn Future<Output = ()> + Send>>);

macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        pub(crate) const CASES: &[crate::conformance::Case] =
            &[$((stringify!($name), |store| Box::pin($name(store)))),*];
    };
}
use cases;

fn suite() -> impl Iterator<Item = &'static Case> {
    sessions::CASES.iter().chain(entries::CASES)
}

/// Runs each case: the names of those that fail. Needs a runtime with several threads.
async fn failures(setup: &Setup) -> Vec<&'static str> {
    let mut failed = Vec::new();
    for (case, run) in suite() {
        if tokio::spawn(run(Arc::clone(&setup.store))).await.is_err() {
            failed.push(*case);
        }
    }
    failed
}

/// Fails if a case fails.
pub(crate) async fn run(setup: Setup) {
    let failed = failures(&setup).await;
    assert!(failed.is_empty(), "{} fails: {failed:#?}", setup.name);
}

/// Each set-up whose server is there.
pub(crate) async fn setups() -> Vec<Setup> {
    let mut setups = vec![memory::setup(), sqlite::setup()];
    setups.extend(redis::setup().await);
    setups.extend(redis::setup_with_a_replica().await);
    setups.extend(postgres::setup().await);
    for name in postgres::POOLED {
        setups.extend(postgres::setup_with_a_pool(name).await);
    }
    setups
}

/// `cargo test -p jwt-claims-tests --test sessions -- --ignored --nocapture conformance::table`
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "prints what the other tests check"]
async fn table() {
    let mut columns = Vec::new();
    for setup in setups().await {
        columns.push((setup.name, failures(&setup).await));
    }
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    println!("| case | {} |", names.join(" | "));
    println!("| --- |{}", " --- |".repeat(names.len()));
    for (case, _) in suite() {
        let results =
            columns.iter().map(|(_, failed)| if failed.contains(case) { "FAILED" } else { "passed" });
        println!("| {} | {} |", case.replace('_', " "), results.collect::<Vec<_>>().join(" | "));
    }
    assert!(columns.iter().all(|(_, failed)| failed.is_empty()));
}

fn now() -> NumericDate {
    after(0)
}

/// So many seconds from now. Stores have clocks of their own, so the cases use the time.
pub(crate) fn after(seconds: i64) -> NumericDate {
    NumericDate::from_seconds(NumericDate::now().seconds() + seconds).unwrap()
}

/// So many seconds later. A case may take longer than a second, so edges are counted from a date.
pub(crate) fn later(date: NumericDate, seconds: i64) -> NumericDate {
    NumericDate::from_seconds(date.seconds() + seconds).unwrap()
}
