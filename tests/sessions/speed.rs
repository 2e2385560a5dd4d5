//! How fast the stores are: `cargo test --release -p jwt-claims-tests --test sessions --
//! --ignored --nocapture speed`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jwt_claims::sessions::{NewSession, Sessions};
use jwt_claims::store::{MemoryStore, PostgresStore, RedisOptions, RedisStore, SessionStore, SqliteStore};
use tokio_postgres::NoTls;

use crate::support::secret;
use jwt_claims_servers::{self as servers, Folder};

const CLIENTS: usize = 32;
const TIME: Duration = Duration::from_secs(4);

/// Clients with a session each, which they refresh again and again.
async fn measure(name: &str, store: impl SessionStore) {
    let sessions = Sessions::new(store, secret(7));
    let begin = Instant::now();
    let clients: Vec<_> =
        (0..CLIENTS).map(|nth| tokio::spawn(client(sessions.clone(), nth, begin))).collect();
    let mut times = Vec::new();
    for client in clients {
        times.extend(client.await.unwrap());
    }
    let elapsed = begin.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |part: f64| times[(times.len() as f64 * part) as usize];
    let rate = times.len() as f64 / elapsed;
    println!("{name:<12} {rate:>9.0} refreshes/s   p50 {:>9.1?}   p99 {:>9.1?}", at(0.5), at(0.99));
}

async fn client(sessions: Sessions, nth: usize, begin: Instant) -> Vec<Duration> {
    let login = NewSession::new(format!("user {nth}"), "web").unwrap();
    let mut session = sessions.create(login).await.unwrap();
    let mut times = Vec::new();
    while begin.elapsed() < TIME {
        let start = Instant::now();
        session = sessions.refresh(session.refresh_token(), "web").await.unwrap();
        times.push(start.elapsed());
    }
    times
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures"]
async fn refreshes_a_second() {
    measure("memory", Arc::new(MemoryStore::new(1000).unwrap())).await;
    let folder = Folder::create();
    measure("SQLite", SqliteStore::open(folder.path().join("sessions.db")).unwrap()).await;
    if let Some(server) = servers::redis(&["--appendonly", "yes", "--appendfsync", "everysec"]) {
        let url = format!("redis://127.0.0.1:{}/", server.port);
        measure("Redis", RedisStore::connect(&url, RedisOptions::default()).await.unwrap()).await;
    }
    if let Some(server) = servers::postgres() {
        let store = PostgresStore::new(
            &format!("host=127.0.0.1 port={} user=app dbname=postgres", server.port),
            NoTls,
        )
        .unwrap();
        while store.create_schema().await.is_err() {}
        measure("PostgreSQL", store).await;
    }
}
