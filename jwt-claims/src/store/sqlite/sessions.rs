//! Sessions in SQLite.

use ::rusqlite::{OptionalExtension, Params, Row, Transaction, params};

use crate::base::numeric_date::NumericDate;
use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::columns;
use crate::store::session_id::SessionId;
use crate::store::session_row::SessionRow;
use crate::store::session_store::{Advance, Advanced, Revoke, SessionStore};
use crate::store::sqlite::SqliteStore;

/// A few with each new row, so that no job has to be set up.
const REMOVE_EXPIRED: &str = "DELETE FROM jwt_claims_sessions WHERE id IN
    (SELECT id FROM jwt_claims_sessions WHERE absolute_expires_at <= ?1 LIMIT 20)";

const INSERT: &str = "INSERT INTO jwt_claims_sessions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

const ADVANCE: &str = "UPDATE jwt_claims_sessions
    SET counter = ?3, refreshed_at = ?4, idle_expires_at = min(?5, absolute_expires_at)
    WHERE id = ?1 AND counter = ?2 AND revoked_at IS NULL AND idle_expires_at > ?4 RETURNING *";

const SELECT: &str = "SELECT * FROM jwt_claims_sessions WHERE id = ?1";

const REVOKE: &str =
    "UPDATE jwt_claims_sessions SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL RETURNING id";

const REVOKE_SUBJECT: &str =
    "UPDATE jwt_claims_sessions SET revoked_at = ?2 WHERE subject = ?1 AND revoked_at IS NULL RETURNING id";

impl SessionStore for SqliteStore {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        let row = row.clone();
        Box::pin(self.write(move |transaction| create(transaction, &row)))
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        let change = *advance;
        Box::pin(self.write(move |transaction| self::advance(transaction, &change)))
    }

    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>> {
        let at = at.seconds();
        match sessions {
            Revoke::Session(id) => Box::pin(
                self.write(move |transaction| revoke(transaction, REVOKE, params![id.as_bytes(), at])),
            ),
            Revoke::Subject(subject) => {
                let subject = subject.to_owned();
                Box::pin(
                    self.write(move |transaction| revoke(transaction, REVOKE_SUBJECT, params![subject, at])),
                )
            }
        }
    }
}

fn create(transaction: &Transaction<'_>, row: &SessionRow) -> Result<(), BoxError> {
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
    Ok(())
}

fn advance(transaction: &Transaction<'_>, change: &Advance) -> Result<Advanced, BoxError> {
    let id = change.id.as_bytes();
    let (from, to) = (columns::number(change.from)?, columns::number(change.to)?);
    let values = params![id, from, to, change.now.seconds(), change.idle_expires_at.seconds()];
    let changed = transaction.prepare_cached(ADVANCE)?.query_row(values, |row| Ok(read(row))).optional()?;
    if let Some(row) = changed {
        return row.map(Advanced::Changed);
    }
    match transaction.prepare_cached(SELECT)?.query_row([id], |row| Ok(read(row))).optional()? {
        Some(row) => row.map(Advanced::Unchanged),
        None => Ok(Advanced::Absent),
    }
}

fn revoke(
    transaction: &Transaction<'_>,
    statement: &str,
    values: impl Params,
) -> Result<Vec<SessionId>, BoxError> {
    let mut statement = transaction.prepare_cached(statement)?;
    let ids = statement.query_map(values, |row| row.get::<_, Vec<u8>>("id"))?;
    ids.map(|id| columns::id(&id?)).collect()
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
