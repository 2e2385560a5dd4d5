//! The store in PostgreSQL, on a server of its own.

mod given_up;

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use jwt_claims::sessions::{NewSession, Outcome, Sessions};
use jwt_claims::store::{BoxError, BoxFuture, EntryStore, PostgresClient, PostgresClients, PostgresStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio_postgres::{Client, NoTls};

use crate::conformance::entries::entry;
use crate::conformance::{self, Setup, after, later};
use crate::many;
use crate::support::{MINUTE, log_in, secret};
use jwt_claims_servers::{self as servers, Server};

/// One server for the tests that run at the same time, because it takes seconds to make.
pub(crate) fn server() -> Option<Arc<Server>> {
    static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(server) = shared.upgrade() {
        return Some(server);
    }
    let server = Arc::new(servers::postgres()?);
    *shared = Arc::downgrade(&server);
    Some(server)
}

pub(crate) fn parameters(server: &Server, database: &str, options: &str) -> String {
    format!("host=127.0.0.1 port={} user=app dbname={database} options='{options}'", server.port)
}

/// A client beside the store, when the server is ready.
pub(crate) async fn client(server: &Server, database: &str, options: &str) -> Client {
    let begin = Instant::now();
    loop {
        match tokio_postgres::connect(&parameters(server, database, options), NoTls).await {
            Ok((client, connection)) => {
                tokio::spawn(connection);
                return client;
            }
            Err(error) => assert!(begin.elapsed() < MINUTE, "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A store in a new database.
pub(crate) async fn store(server: &Server, database: &str) -> PostgresStore {
    let admin = client(server, "postgres", "").await;
    admin.batch_execute(&format!("CREATE DATABASE {database}")).await.unwrap();
    let store = PostgresStore::new(&parameters(server, database, ""), NoTls).unwrap();
    store.create_schema().await.unwrap();
    store
}

/// A pool of clients, each with a connection.
struct Pool {
    clients: Vec<Arc<Client>>,
    next: AtomicUsize,
}

impl Pool {
    async fn new(server: &Server, database: &str, options: &str) -> Self {
        let mut clients = Vec::new();
        for _ in 0..8 {
            clients.push(Arc::new(client(server, database, options).await));
        }
        Self { clients, next: AtomicUsize::new(0) }
    }
}

impl PostgresClients for Pool {
    fn client(&self) -> BoxFuture<'_, Result<PostgresClient, BoxError>> {
        let nth = self.next.fetch_add(1, Ordering::Relaxed) % self.clients.len();
        Box::pin(async move { Ok(Box::new(Arc::clone(&self.clients[nth])) as PostgresClient) })
    }
}

/// The name of a database of one set-up.
fn new_name() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("setup_{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

pub(crate) async fn setup() -> Option<Setup> {
    let server = server()?;
    Some(Setup::new("PostgreSQL", store(&server, &new_name()).await, server))
}

/// The names of set-ups, and their isolation levels.
pub(crate) const POOLED: [&str; 3] =
    ["PostgreSQL, read committed", "PostgreSQL, repeatable read", "PostgreSQL, serializable"];

pub(crate) async fn setup_with_a_pool(name: &'static str) -> Option<Setup> {
    let (_, level) = name.split_once(", ").unwrap();
    let (server, database) = (server()?, new_name());
    drop(store(&server, &database).await);
    let options = format!("-c default_transaction_isolation={}", level.replace(' ', "\\\\ "));
    let admin = client(&server, &database, &options).await;
    let shown = admin.query_one("SHOW transaction_isolation", &[]).await.unwrap();
    assert_eq!(shown.get::<_, &str>(0), level);
    let pool = Pool::new(&server, &database, &options).await;
    Some(Setup::new(name, PostgresStore::with_clients(pool), server))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_conforms() {
    let Some(setup) = setup().await else { return };
    conformance::run(setup).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_conforms_with_a_pool_under_each_isolation_level() {
    for name in POOLED {
        let Some(setup) = setup_with_a_pool(name).await else { return };
        conformance::run(setup).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_has_expired_is_removed() {
    let Some(server) = server() else { return };
    conformance::sessions::removes_expired_rows(store(&server, "removes_rows").await).await;
    conformance::entries::removes_expired_entries(store(&server, "removes_entries").await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_start_at_once_create_one_schema() {
    let Some(server) = server() else { return };
    let admin = client(&server, "postgres", "").await;
    admin.batch_execute("CREATE DATABASE starts").await.unwrap();
    let stores = (0..4).map(|_| PostgresStore::new(&parameters(&server, "starts", ""), NoTls).unwrap());
    let tasks: Vec<_> =
        stores.map(|store| tokio::spawn(async move { store.create_schema().await })).collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_database_without_the_table_is_an_error() {
    let Some(server) = server() else { return };
    client(&server, "postgres", "").await;
    let store = PostgresStore::new(&parameters(&server, "postgres", ""), NoTls).unwrap();
    let sessions = Sessions::new(store, secret(7));
    let error = sessions.create(NewSession::new("alice", "web").unwrap()).await.unwrap_err();
    assert_eq!(error.code(), "store_unavailable");
    assert!(error.to_string().contains("jwt_claims_sessions"), "{error}");
}

#[tokio::test]
async fn a_read_only_database_is_503() {
    let Some(server) = server() else { return };
    let sessions = Sessions::new(store(&server, "read_only").await, secret(7));
    let session = log_in(&sessions).await;
    let options = "-c default_transaction_read_only=on";
    let read_only = PostgresStore::new(&parameters(&server, "read_only", options), NoTls).unwrap();
    let replica = Sessions::new(read_only, secret(7));
    let errors = [
        replica.refresh(session.refresh_token(), "web").await.unwrap_err(),
        replica.create(NewSession::new("alice", "web").unwrap()).await.unwrap_err(),
        replica.revoke_session(session.id()).await.unwrap_err(),
        replica.revoke_subject("alice").await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.code(), "store_unavailable");
    }
    assert_eq!(sessions.refresh(session.refresh_token(), "web").await.unwrap().outcome(), Outcome::Rotated);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_and_started_keeps_sessions() {
    let Some(mut server) = servers::postgres() else { return };
    let sessions = Sessions::new(store(&server, "restarts").await, secret(7));
    let (session, revoked) = (log_in(&sessions).await, log_in(&sessions).await);
    let session = sessions.refresh(session.refresh_token(), "web").await.unwrap();
    sessions.revoke_session(revoked.id()).await.unwrap();
    server.kill();
    let error = sessions.refresh(session.refresh_token(), "web").await.unwrap_err();
    assert_eq!(error.code(), "store_unavailable");
    server.restart();
    client(&server, "restarts", "").await;
    let session = sessions.refresh(session.refresh_token(), "web").await.unwrap();
    assert_eq!(session.outcome(), Outcome::Rotated);
    assert_eq!(sessions.refresh(revoked.refresh_token(), "web").await.unwrap_err().code(), "session_ended");
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_503_after_five_seconds() {
    let (port, _listener) = servers::silent();
    let store = PostgresStore::new(&format!("host=127.0.0.1 port={port} user=app"), NoTls).unwrap();
    let sessions = Sessions::new(store, secret(7));
    let begin = Instant::now();
    let error = sessions.create(NewSession::new("alice", "web").unwrap()).await.unwrap_err();
    assert_eq!(error.code(), "store_unavailable");
    assert!((5..60).contains(&begin.elapsed().as_secs()), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn parameters_that_are_not_valid_are_an_error_without_the_password() {
    let error = PostgresStore::new("host=a password=pa55word unknown=pa55word", NoTls).unwrap_err();
    assert_eq!(error.code(), "invalid_config");
    assert!(!error.to_string().contains("pa55word"));
    let store = PostgresStore::new(
        &format!("host=127.0.0.1 port={} user=a password=pa55word", servers::free_port()),
        NoTls,
    );
    let error = store.unwrap().create_schema().await.unwrap_err();
    assert!(error.code() == "store_unavailable" && !error.to_string().contains("pa55word"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn services_that_share_a_server_advance_each_token_once() {
    let Some(server) = server() else { return };
    let one = store(&server, "shared").await;
    let other = PostgresStore::new(&parameters(&server, "shared", ""), NoTls).unwrap();
    many::share_a_database([Arc::new(one), Arc::new(other)]).await;
}

/// As in a service whose schema is created by a migration tool.
#[tokio::test]
async fn a_schema_that_may_not_be_created_does_not_spoil_the_connection() {
    let Some(server) = server() else { return };
    drop(store(&server, "without_create").await);
    let admin = client(&server, "without_create", "").await;
    let role =
        "CREATE ROLE limited LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON jwt_claims_sessions TO limited;
        REVOKE CREATE ON SCHEMA public FROM PUBLIC";
    admin.batch_execute(role).await.unwrap();
    let limited = parameters(&server, "without_create", "").replace("user=app", "user=limited");
    let store = PostgresStore::new(&limited, NoTls).unwrap();
    assert_eq!(store.create_schema().await.unwrap_err().code(), "store_unavailable");
    let sessions = Sessions::new(store, secret(7));
    let session = log_in(&sessions).await;
    assert!(sessions.refresh(session.refresh_token(), "web").await.is_ok());
}

/// A statement whose call was given up goes on in the server; its connection is not used
/// meanwhile.
#[tokio::test]
async fn a_locked_row_does_not_hold_up_other_sessions() {
    let Some(server) = server() else { return };
    drop(store(&server, "locked").await);
    let parameters = parameters(&server, "locked", "-c statement_timeout=0");
    let sessions = Sessions::new(PostgresStore::new(&parameters, NoTls).unwrap(), secret(7));
    let [locked, free] = [log_in(&sessions).await, log_in(&sessions).await];
    let admin = client(&server, "locked", "").await;
    let id = locked.id().as_bytes().to_vec();
    admin.batch_execute("BEGIN").await.unwrap();
    let lock = "SELECT id FROM jwt_claims_sessions WHERE id = $1 FOR UPDATE";
    let rows = admin.query_typed(lock, &[(&id, tokio_postgres::types::Type::BYTEA)]).await.unwrap();
    assert_eq!(rows.len(), 1);
    let given_up = sessions.refresh(locked.refresh_token(), "web");
    assert!(tokio::time::timeout(Duration::from_millis(300), given_up).await.is_err());
    // it would be an error if it waited for the lock
    sessions.refresh(free.refresh_token(), "web").await.unwrap();
    admin.batch_execute("ROLLBACK").await.unwrap();
}

/// As the version before left it.
#[tokio::test]
async fn a_database_without_the_table_of_entries_gets_it() {
    let Some(server) = server() else { return };
    let store = store(&server, "older").await;
    let admin = client(&server, "older", "").await;
    admin.batch_execute("DROP TABLE jwt_claims_entries").await.unwrap();
    let error = store.insert(&entry(1, after(10)), after(0)).await.unwrap_err();
    assert!(format!("{error:?}").contains("jwt_claims_entries"), "{error:?}");
    store.create_schema().await.unwrap();
    assert!(store.insert(&entry(1, after(10)), after(0)).await.unwrap());
}

#[tokio::test]
async fn a_read_only_database_finds_entries_and_writes_none() {
    let Some(server) = server() else { return };
    let (store, known) = (store(&server, "read_only_entries").await, entry(7, after(100)));
    store.insert(&known, after(0)).await.unwrap();
    let options = "-c default_transaction_read_only=on";
    let parameters = parameters(&server, "read_only_entries", options);
    let read_only = PostgresStore::new(&parameters, NoTls).unwrap();
    read_only.insert(&entry(1, after(100)), after(0)).await.unwrap_err();
    read_only.raise(&known, after(0)).await.unwrap_err();
    assert_eq!(read_only.find(&[known.key]).await.unwrap(), [Some(7)]);
}

/// A server that fails over to a copy with older writes.
#[tokio::test]
async fn an_older_copy_of_the_database_is_put_right_by_the_newest_token() {
    let Some(server) = server() else { return };
    let first = Sessions::new(store(&server, "newer").await, secret(7));
    let mut session = log_in(&first).await;
    // a database with connections cannot be copied
    drop(first);
    let admin = client(&server, "postgres", "").await;
    while admin.batch_execute("CREATE DATABASE copy TEMPLATE newer").await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let open = |database| PostgresStore::new(&parameters(&server, database, ""), NoTls).unwrap();
    let newer = Sessions::new(open("newer"), secret(7));
    for _ in 0..5 {
        session = newer.refresh(session.refresh_token(), "web").await.unwrap();
    }
    let copy = Sessions::new(open("copy"), secret(7));
    let next = copy.refresh(session.refresh_token(), "web").await.unwrap();
    assert_eq!(next.outcome(), Outcome::Recovered);
    assert_eq!(copy.refresh(next.refresh_token(), "web").await.unwrap().outcome(), Outcome::Rotated);
}

#[tokio::test]
async fn a_full_disk_is_503_and_loses_nothing() {
    let Some(server) = servers::postgres_on_a_small_disk() else { return };
    let store = Arc::new(store(&server, "fills").await);
    let sessions = Sessions::new(Arc::clone(&store), secret(7));
    let (session, known) = (log_in(&sessions).await, entry(7, after(1000)));
    store.insert(&known, after(0)).await.unwrap();
    let admin = client(&server, "fills", "").await;
    let fill = "INSERT INTO jwt_claims_entries
        SELECT sha256(gen_random_uuid()::text::bytea), 1, 99999999999 FROM generate_series(1, 20000)";
    let mut rows = 0;
    let error = loop {
        match admin.execute(fill, &[]).await {
            Ok(count) => rows += count,
            Err(error) => break error,
        }
        assert!(rows < 2_000_000, "the disk is not full");
    };
    assert!(format!("{error:?}").contains("File too large"), "{error:?}");
    // there is room for a few left
    let mut inserted = vec![known.key];
    let error = loop {
        let next = entry(7, after(1000));
        match store.insert(&next, after(0)).await {
            Ok(is_new) => assert!(is_new),
            Err(error) => break error,
        }
        inserted.push(next.key);
        assert!(inserted.len() < 40_000, "the disk is not full");
    };
    assert!(format!("{error:?}").contains("File too large"), "{error:?}");
    assert_eq!(store.find(&inserted).await.unwrap(), vec![Some(7); inserted.len()]);
    // another table has room
    assert!(sessions.refresh(session.refresh_token(), "web").await.is_ok());
}

#[tokio::test]
async fn a_replica_whose_clock_is_ahead_removes_no_entry_of_another_one() {
    let Some(server) = server() else { return };
    let (store, known) = (store(&server, "ahead").await, entry(7, after(100)));
    store.insert(&known, after(0)).await.unwrap();
    for (ahead, expected) in [(0, Some(7)), (59, Some(7)), (60, None)] {
        let now = later(known.expires_at, ahead);
        store.insert(&entry(1, after(1000)), now).await.unwrap();
        assert_eq!(store.find(&[known.key]).await.unwrap(), [expected], "{ahead}");
    }
}

/// The first host drops packets, like one that has vanished.
#[tokio::test]
async fn a_host_that_does_not_answer_leads_to_the_next_one() {
    let Some(server) = server() else { return };
    drop(store(&server, "hosts").await);
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    // two connections are accepted by the system, and for others there is no room
    let silent = socket.listen(1).unwrap();
    let address = silent.local_addr().unwrap();
    let _full = [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
    let parameters =
        format!("host=127.0.0.1,127.0.0.1 port={},{} user=app dbname=hosts", address.port(), server.port);
    let store = PostgresStore::new(&parameters, NoTls).unwrap();
    assert_eq!(store.find(&[entry(1, after(10)).key]).await.unwrap(), [None]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_uses_of_one_token_at_once_are_one_rotation() {
    let Some(server) = server() else { return };
    many::use_one_token_of_a_database(Arc::new(store(&server, "ten_thousand").await)).await;
}
