//! A store in a file of SQLite.

mod entries;
mod sessions;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ::rusqlite::{Connection, Transaction, TransactionBehavior};
use ::tokio::runtime::Handle;
use ::tokio::sync::Mutex;
use ::tokio::time::timeout;

use crate::error::Error;
use crate::store::boxed::BoxError;
use crate::store::failure::store_failed;

/// How long a write waits for that of another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

const SCHEMA: &str = include_str!("sqlite/schema.sql");

/// A store in a file of SQLite, for a service on one machine. Several processes can share
/// the file, unless it is on a network file system.
///
/// A call returns after the write is on the disk (`journal_mode = WAL`, `synchronous =
/// FULL`). It waits up to 5 s for other calls of this process, and up to 5 s for writes of
/// other processes. Calls need a Tokio runtime, on whose threads for blocking work they wait for
/// the disk; without one they fail.
///
/// Sessions are removed after `absolute_expires_at`, entries after `expires_at`. Each write
/// removes up to 20 that have expired: a new session removes sessions, an entry removes entries.
pub struct SqliteStore {
    writer: Arc<Mutex<Connection>>,
    /// With a connection of their own, reads do not wait until a write is on the disk.
    reader: Arc<Mutex<Connection>>,
}

impl SqliteStore {
    /// Opens the file, which is created if it does not exist, and creates the tables
    /// `jwt_claims_sessions` and `jwt_claims_entries`. This blocks the thread until the disk has
    /// written them, and up to 5 s while another process writes. It needs no runtime.
    ///
    /// # Errors
    /// `store_unavailable` if the file is not a database, or not writable.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let open = || Ok((open_writer(path.as_ref())?, open_reader(path.as_ref())?));
        let (writer, reader) = open().map_err(|error: BoxError| store_failed(&error))?;
        Ok(Self { writer: Arc::new(Mutex::new(writer)), reader: Arc::new(Mutex::new(reader)) })
    }

    /// Does work as one transaction.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, BoxError> + Send + 'static,
    ) -> Result<T, BoxError> {
        let transact = |connection: &mut Connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        run(&self.writer, transact).await
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, BoxError> + Send + 'static,
    ) -> Result<T, BoxError> {
        run(&self.reader, |connection| work(connection)).await
    }
}

/// Does work with a connection, on a thread that may wait. A call that is dropped leaves no
/// transaction open: the work ends by itself.
async fn run<T: Send + 'static>(
    connection: &Arc<Mutex<Connection>>,
    work: impl FnOnce(&mut Connection) -> Result<T, BoxError> + Send + 'static,
) -> Result<T, BoxError> {
    let runtime = Handle::try_current()?;
    let mut connection = timeout(BUSY_TIMEOUT, Arc::clone(connection).lock_owned()).await?;
    runtime.spawn_blocking(move || work(&mut connection)).await?
}

fn open_writer(path: &Path) -> Result<Connection, BoxError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(format!("expected SQLite to use a write-ahead log, found the journal mode {mode}").into());
    }
    // SQLite also opens a file that it may not write
    if connection.is_readonly(c"main")? {
        return Err("expected a file of SQLite that is writable, found one that is read-only".into());
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(&format!("BEGIN IMMEDIATE; {SCHEMA} COMMIT;"))?;
    Ok(connection)
}

fn open_reader(path: &Path) -> Result<Connection, BoxError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// `Debug` does not show the file.
impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SqliteStore(..)")
    }
}
