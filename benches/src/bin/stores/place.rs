//! The stores, each on a server or in a file of its own.

use std::sync::Arc;

use jwt_claims::store::{
    BoxError, EntryStore, MemoryStore, PostgresStore, RedisOptions, RedisStore, SessionStore, SqliteStore,
};
use jwt_claims_servers::{self as servers, Folder, Server};
use tokio_postgres::NoTls;

use crate::database::Database;

/// Keeps both.
pub(crate) trait Store: SessionStore + EntryStore {}

impl<S: SessionStore + EntryStore> Store for S {}

pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) store: Arc<dyn Store>,
    /// The way to it beside the store.
    pub(crate) database: Database,
    _server: Option<Server>,
}

impl Place {
    fn new(name: &'static str, store: impl Store, database: Database, server: Option<Server>) -> Self {
        Self { name, store: Arc::new(store), database, _server: server }
    }
}

pub(crate) fn memory() -> Result<Place, BoxError> {
    Ok(Place::new("memory", MemoryStore::new(100_000_000)?, Database::Memory, None))
}

pub(crate) fn sqlite() -> Result<Place, BoxError> {
    let folder = Folder::create();
    let store = SqliteStore::open(folder.path().join("store.db"))?;
    Ok(Place::new("SQLite", store, Database::Sqlite(folder), None))
}

/// With a log that is on the disk each second.
pub(crate) async fn redis() -> Result<Option<Place>, BoxError> {
    let Some(server) = servers::redis(&["--appendonly", "yes", "--appendfsync", "everysec"]) else {
        return Ok(None);
    };
    let url = format!("redis://127.0.0.1:{}/", server.port);
    let store = RedisStore::connect(&url, RedisOptions::default()).await?;
    Ok(Some(Place::new("Redis", store, Database::Redis(url), Some(server))))
}

/// As Debian sets it up: each commit is on the disk.
pub(crate) async fn postgres() -> Result<Option<Place>, BoxError> {
    let Some(server) = servers::postgres() else { return Ok(None) };
    let parameters = format!("host=127.0.0.1 port={} user=app dbname=postgres", server.port);
    let store = PostgresStore::new(&parameters, NoTls)?;
    // it may still be starting
    while store.create_schema().await.is_err() {}
    Ok(Some(Place::new("PostgreSQL", store, Database::Postgres(parameters), Some(server))))
}
