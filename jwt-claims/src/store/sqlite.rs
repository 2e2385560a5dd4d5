//! A store in a file of SQLite.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ::rusqlite::{Connection, OptionalExtension, Params, Row, TransactionBehavior, params};
use ::tokio::runtime::Handle;
use ::tokio::sync::Mutex;
use ::tokio::time::timeout;

use crate::base::numeric_date::NumericDate;
use crate::error::Error;
use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::columns;
use crate::store::failure::store_failed;
use crate::store::session_row::SessionRow;
use crate::store::session_store::{Advance, Advanced, Revoke, SessionStore};

/// How long a write waits for that of another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS jwt_claims_sessions (
        id BLOB NOT NULL PRIMARY KEY,
        subject TEXT NOT NULL,
        client TEXT NOT NULL,
        counter INTEGER NOT NULL,
        refreshed_at INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        idle_expires_at INTEGER NOT NULL,
        absolute_expires_at INTEGER NOT NULL,
        revoked_at INTEGER,
        data TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS jwt_claims_sessions_subject ON jwt_claims_sessions (subject);
    CREATE INDEX IF NOT EXISTS jwt_claims_sessions_expiry ON jwt_claims_sessions (absolute_expires_at);";

/// A few with each new row, so that no job has to be set up.
const REMOVE_EXPIRED: &str = "DELETE FROM jwt_claims_sessions WHERE id IN
    (SELECT id FROM jwt_claims_sessions WHERE absolute_expires_at <= ?1 LIMIT 20)";

const INSERT: &str = "INSERT INTO jwt_claims_sessions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

const ADVANCE: &str = "UPDATE jwt_claims_sessions
    SET counter = ?3, refreshed_at = ?4, idle_expires_at = min(?5, absolute_expires_at)
    WHERE id = ?1 AND counter = ?2 AND revoked_at IS NULL AND idle_expires_at > ?4 RETURNING *";

const SELECT: &str = "SELECT * FROM jwt_claims_sessions WHERE id = ?1";

const REVOKE: &str = "UPDATE jwt_claims_sessions SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL";

const REVOKE_SUBJECT: &str =
    "UPDATE jwt_claims_sessions SET revoked_at = ?2 WHERE subject = ?1 AND revoked_at IS NULL";

/// A store in a file of SQLite, for a service on one machine. Several processes can share
/// the file, unless it is on a network file system.
///
/// A call returns after the write is on the disk (`journal_mode = WAL`, `synchronous =
/// FULL`). It waits up to 5 s for other calls of this process, and up to 5 s for writes of
/// other processes. Rows are removed after
/// `absolute_expires_at`. It needs a Tokio runtime, on whose threads for blocking work it
/// waits for the disk.
pub struct SqliteStore(Arc<Mutex<Connection>>);

impl SqliteStore {
    /// Opens the file, which is created if it does not exist, and creates the table
    /// `jwt_claims_sessions`.
    ///
    /// # Errors
    /// `store_unavailable` if the file is not a database, or not writable.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let connection = open(path.as_ref()).map_err(|error| store_failed(&error))?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Does work with the connection, on a thread that may wait. A call that is dropped
    /// leaves no transaction open: the work ends by itself.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, BoxError> + Send + 'static,
    ) -> Result<T, BoxError> {
        let runtime = Handle::try_current()?;
        let mut connection = timeout(BUSY_TIMEOUT, Arc::clone(&self.0).lock_owned()).await?;
        runtime.spawn_blocking(move || work(&mut connection)).await?
    }
}

fn open(path: &Path) -> Result<Connection, BoxError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(format!("expected SQLite to use a write-ahead log, found the journal mode {mode}").into());
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(&format!("BEGIN IMMEDIATE; {SCHEMA} COMMIT;"))?;
    Ok(connection)
}

impl SessionStore for SqliteStore {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        let row = row.clone();
        Box::pin(self.run(move |connection| create(connection, &row)))
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        let change = *advance;
        Box::pin(self.run(move |connection| self::advance(connection, &change)))
    }

    fn revoke<'a>(&'a self, sessions: Revoke<'a>, at: NumericDate) -> BoxFuture<'a, Result<u64, BoxError>> {
        let at = at.seconds();
        match sessions {
            Revoke::Session(id) => {
                Box::pin(self.run(move |connection| update(connection, REVOKE, (id.as_bytes(), at))))
            }
            Revoke::Subject(subject) => {
                let subject = subject.to_owned();
                Box::pin(self.run(move |connection| update(connection, REVOKE_SUBJECT, (subject, at))))
            }
        }
    }
}

fn create(connection: &mut Connection, row: &SessionRow) -> Result<(), BoxError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.prepare_cached(REMOVE_EXPIRED)?.execute([row.created_at.seconds()])?;
    transaction.prepare_cached(INSERT)?.execute(params![
        row.id.as_bytes(),
        row.subject,
        row.client,
        columns::number(row.counter)?,
        row.refreshed_at.seconds(),
        row.created_at.seconds(),
        row.idle_expires_at.seconds(),
        row.absolute_expires_at.seconds(),
        row.revoked_at.map(NumericDate::seconds),
        row.data,
    ])?;
    Ok(transaction.commit()?)
}

fn advance(connection: &mut Connection, change: &Advance) -> Result<Advanced, BoxError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let id = change.id.as_bytes();
    let (from, to) = (columns::number(change.from)?, columns::number(change.to)?);
    let values = params![id, from, to, change.now.seconds(), change.idle_expires_at.seconds()];
    let changed = transaction
        .prepare_cached(ADVANCE)?
        .query_row(values, |row| Ok(read(row)))
        .optional()?
        .transpose()?;
    let advanced = match changed {
        Some(row) => Advanced::Changed(row),
        None => {
            let row = transaction
                .prepare_cached(SELECT)?
                .query_row([id], |row| Ok(read(row)))
                .optional()?
                .transpose()?;
            row.map_or(Advanced::Absent, Advanced::Unchanged)
        }
    };
    transaction.commit()?;
    Ok(advanced)
}

fn update(connection: &mut Connection, statement: &str, values: impl Params) -> Result<u64, BoxError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let count = transaction.prepare_cached(statement)?.execute(values)?;
    transaction.commit()?;
    Ok(u64::try_from(count)?)
}

fn read(row: &Row<'_>) -> Result<SessionRow, BoxError> {
    Ok(SessionRow {
        id: columns::id(&row.get::<_, Vec<u8>>("id")?)?,
        subject: row.get("subject")?,
        client: row.get("client")?,
        counter: columns::counter(row.get("counter")?)?,
        refreshed_at: columns::date(row.get("refreshed_at")?)?,
        created_at: columns::date(row.get("created_at")?)?,
        idle_expires_at: columns::date(row.get("idle_expires_at")?)?,
        absolute_expires_at: columns::date(row.get("absolute_expires_at")?)?,
        revoked_at: row.get::<_, Option<i64>>("revoked_at")?.map(columns::date).transpose()?,
        data: row.get("data")?,
    })
}

/// Nothing of the file.
impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SqliteStore(..)")
    }
}
