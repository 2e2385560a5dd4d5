//! Entries in SQLite.

use ::rusqlite::{Connection, Error, ErrorCode, OptionalExtension, Transaction};

use crate::base::numeric_date::NumericDate;
use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::entry::{Entry, EntryKey};
use crate::store::entry_store::EntryStore;
use crate::store::failure::Unreliable;
use crate::store::sqlite::SqliteStore;

/// A few with each write, so that no job has to be set up.
const REMOVE_EXPIRED: &str = "DELETE FROM jwt_claims_entries WHERE key IN
    (SELECT key FROM jwt_claims_entries WHERE expires_at <= ?1 LIMIT 20)";

const INSERT: &str = "INSERT INTO jwt_claims_entries (key, value, expires_at) VALUES (?1, ?2, ?3)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
    WHERE jwt_claims_entries.expires_at <= ?4";

const RAISE: &str = "INSERT INTO jwt_claims_entries (key, value, expires_at) VALUES (?1, ?2, ?3)
    ON CONFLICT (key) DO UPDATE
    SET value = max(value, excluded.value), expires_at = max(expires_at, excluded.expires_at)";

const SELECT: &str = "SELECT value FROM jwt_claims_entries WHERE key = ?1";

impl EntryStore for SqliteStore {
    fn insert<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<bool, BoxError>> {
        let (entry, now) = (*entry, now.seconds());
        Box::pin(self.write(move |transaction| insert(transaction, &entry, now)))
    }

    fn raise<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<(), BoxError>> {
        let (entry, now) = (*entry, now.seconds());
        Box::pin(self.write(move |transaction| raise(transaction, &entry, now)))
    }

    fn find<'a>(&'a self, keys: &'a [EntryKey]) -> BoxFuture<'a, Result<Vec<Option<i64>>, BoxError>> {
        let keys = keys.to_vec();
        Box::pin(self.read(move |connection| find(connection, &keys).map_err(failed)))
    }
}

fn insert(transaction: &Transaction<'_>, entry: &Entry, now: i64) -> Result<bool, BoxError> {
    transaction.prepare_cached(REMOVE_EXPIRED)?.execute([now])?;
    let values = (entry.key.to_bytes(), entry.value, entry.expires_at.seconds(), now);
    Ok(transaction.prepare_cached(INSERT)?.execute(values)? == 1)
}

fn raise(transaction: &Transaction<'_>, entry: &Entry, now: i64) -> Result<(), BoxError> {
    transaction.prepare_cached(REMOVE_EXPIRED)?.execute([now])?;
    let values = (entry.key.to_bytes(), entry.value, entry.expires_at.seconds());
    transaction.prepare_cached(RAISE)?.execute(values)?;
    Ok(())
}

fn find(connection: &Connection, keys: &[EntryKey]) -> Result<Vec<Option<i64>>, Error> {
    let mut select = connection.prepare_cached(SELECT)?;
    keys.iter().map(|key| select.query_row([key.to_bytes()], |row| row.get(0)).optional()).collect()
}

/// Errors that pass by themselves. A file that is corrupted, a missing table or a value of
/// another type does not.
const OUTAGES: [ErrorCode; 9] = [
    ErrorCode::CannotOpen,
    ErrorCode::DatabaseBusy,
    ErrorCode::DatabaseLocked,
    ErrorCode::DiskFull,
    ErrorCode::FileLockingProtocolFailed,
    ErrorCode::OperationInterrupted,
    ErrorCode::OutOfMemory,
    ErrorCode::ReadOnly,
    ErrorCode::SystemIoFailure,
];

fn failed(error: Error) -> BoxError {
    match error.sqlite_error_code().is_some_and(|code| OUTAGES.contains(&code)) {
        true => error.into(),
        false => Unreliable::new(error).into(),
    }
}
