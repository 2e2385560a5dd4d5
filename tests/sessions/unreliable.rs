//! An answer that cannot be used is no outage: a token is refused though
//! `accept_if_unavailable` accepts it without an answer.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use jwt_claims::revocation::Revocations;
use jwt_claims::store::{
    BoxError, BoxFuture, Entry, EntryKey, EntryStore, PostgresClient, PostgresClients, PostgresStore,
    SqliteStore, Unreliable,
};
use jwt_claims::{Claims, Issuer, NumericDate, SigningKey, Verified, Verifier};
use jwt_claims_servers::Folder;
use rusqlite::Connection;
use tokio_postgres::{Config, NoTls};

use crate::postgres;

#[derive(Debug, Claims)]
#[claims(ttl = "10m")]
pub(crate) struct Access {
    sub: String,
}

/// A token that is not revoked.
pub(crate) fn access() -> Verified<Access> {
    let key = SigningKey::hs256("an HMAC secret of at least thirty-two bytes").unwrap();
    let verifier = Verifier::new(key.verifying_key());
    let token = Issuer::new(key).issue(&Access { sub: "alice".into() }).unwrap();
    verifier.verify(token.as_str()).unwrap()
}

async fn is_accepted(store: impl EntryStore) -> bool {
    let checked = Revocations::new(store).accept_if_unavailable().check(&access()).await;
    assert!(checked.as_ref().err().is_none_or(|error| error.code() == "store_unavailable"), "{checked:?}");
    checked.is_ok()
}

/// A store whose `find` fails.
struct Fails(fn() -> BoxError);

impl EntryStore for Fails {
    fn insert<'a>(&'a self, _: &'a Entry, _: NumericDate) -> BoxFuture<'a, Result<bool, BoxError>> {
        Box::pin(async { Err(self.0()) })
    }

    fn raise<'a>(&'a self, _: &'a Entry, _: NumericDate) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async { Err(self.0()) })
    }

    fn find<'a>(&'a self, _: &'a [EntryKey]) -> BoxFuture<'a, Result<Vec<Option<i64>>, BoxError>> {
        Box::pin(async { Err(self.0()) })
    }
}

#[tokio::test]
async fn a_store_of_the_application_says_which_failure_is_no_outage() {
    assert!(is_accepted(Fails(|| "connection refused".into())).await);
    assert!(!is_accepted(Fails(|| Unreliable::new("the table is missing").into())).await);
    let error = "junk".parse::<i64>().unwrap_err();
    assert_eq!(Unreliable::new(error.clone()).to_string(), error.to_string());
}

#[tokio::test]
async fn a_table_of_postgresql_with_another_schema_is_no_outage() {
    let Some(server) = postgres::server() else { return };
    let store = Arc::new(postgres::store(&server, "unreliable").await);
    let admin = postgres::client(&server, "unreliable", "").await;
    Revocations::new(Arc::clone(&store)).revoke_subject("alice").await.unwrap();
    for change in [
        "ALTER TABLE jwt_claims_entries ALTER value TYPE TEXT",
        "ALTER TABLE jwt_claims_entries RENAME value TO number",
        "DROP TABLE jwt_claims_entries",
    ] {
        admin.batch_execute(change).await.unwrap();
        assert!(!is_accepted(Arc::clone(&store)).await, "{change}");
    }
    let port = jwt_claims_servers::free_port();
    let down = PostgresStore::new(&format!("host=127.0.0.1 port={port} user=app"), NoTls).unwrap();
    assert!(is_accepted(down).await);
}

#[derive(Debug)]
struct PoolError(tokio_postgres::Error);

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the pool cannot connect")
    }
}

impl StdError for PoolError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

/// A pool whose errors have those of the server as their source.
struct Pool(Config);

impl PostgresClients for Pool {
    fn client(&self) -> BoxFuture<'_, Result<PostgresClient, BoxError>> {
        Box::pin(async {
            let (client, connection) = self.0.connect(NoTls).await.map_err(PoolError)?;
            tokio::spawn(connection);
            Ok(Box::new(Arc::new(client)) as PostgresClient)
        })
    }
}

#[tokio::test]
async fn a_server_of_postgresql_that_refuses_the_user_or_the_database_is_no_outage() {
    let Some(server) = postgres::server() else { return };
    let admin = postgres::client(&server, "postgres", "").await;
    admin.batch_execute("CREATE ROLE outsider").await.unwrap();
    let right = postgres::parameters(&server, "postgres", "");
    for (wrong, code) in [
        (right.replace("dbname=postgres", "dbname=missing"), "3D000"),
        (right.replace("user=app", "user=missing"), "28000"),
        // it has no LOGIN
        (right.replace("user=app", "user=outsider"), "28000"),
    ] {
        let error = tokio_postgres::connect(&wrong, NoTls).await.err().unwrap();
        assert_eq!(error.code().unwrap().code(), code, "{error}");
        assert!(!is_accepted(PostgresStore::new(&wrong, NoTls).unwrap()).await, "{wrong}");
        let pool = Pool(wrong.parse().unwrap());
        assert!(!is_accepted(PostgresStore::with_clients(pool)).await, "{wrong}");
    }
    let port = jwt_claims_servers::free_port();
    let down = Pool(format!("host=127.0.0.1 port={port} user=app").parse().unwrap());
    assert!(is_accepted(PostgresStore::with_clients(down)).await);
}

/// A store with a revocation, and a connection beside it. The store has not read yet.
async fn sqlite(folder: &Folder) -> (Arc<SqliteStore>, Connection) {
    let file = folder.path().join("a.db");
    Revocations::new(SqliteStore::open(&file).unwrap()).revoke_subject("alice").await.unwrap();
    (Arc::new(SqliteStore::open(&file).unwrap()), Connection::open(&file).unwrap())
}

#[tokio::test]
async fn a_table_of_sqlite_with_another_schema_is_no_outage() {
    for change in [
        "CREATE TABLE other AS SELECT key, 'junk' AS value FROM jwt_claims_entries;
        DROP TABLE jwt_claims_entries; ALTER TABLE other RENAME TO jwt_claims_entries",
        "ALTER TABLE jwt_claims_entries RENAME value TO number",
        "DROP TABLE jwt_claims_entries",
    ] {
        let folder = Folder::create();
        let (store, other) = sqlite(&folder).await;
        other.execute_batch(change).unwrap();
        assert!(!is_accepted(store).await, "{change}");
    }
}

#[tokio::test]
async fn a_file_of_sqlite_that_is_damaged_is_no_outage() {
    let folder = Folder::create();
    let (store, other) = sqlite(&folder).await;
    other.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let file = folder.path().join("a.db");
    let length = std::fs::metadata(&file).unwrap().len();
    std::fs::write(&file, vec![b'x'; usize::try_from(length).unwrap()]).unwrap();
    assert!(!is_accepted(store).await);
}
