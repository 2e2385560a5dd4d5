//! Sessions in PostgreSQL.

use ::tokio_postgres::Row;
use ::tokio_postgres::types::Type;

use crate::base::numeric_date::NumericDate;
use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::columns;
use crate::store::postgres::{PostgresStore, Value};
use crate::store::session_id::SessionId;
use crate::store::session_row::SessionRow;
use crate::store::session_store::{Advance, Advanced, Revoke, SessionStore};

/// Rows that have expired are removed, a few with each new row, so that no job has to be set up.
const INSERT: &str = "
    WITH expired AS (DELETE FROM jwt_claims_sessions WHERE id IN (
        SELECT id FROM jwt_claims_sessions WHERE absolute_expires_at <= $6 LIMIT 20 FOR UPDATE SKIP LOCKED))
    INSERT INTO jwt_claims_sessions (id, subject, client, counter, refreshed_at, created_at, idle_expires_at,
        absolute_expires_at, revoked_at, data)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const ADVANCE: &str = "UPDATE jwt_claims_sessions
    SET counter = $3, refreshed_at = $4, idle_expires_at = LEAST($5, absolute_expires_at)
    WHERE id = $1 AND counter = $2 AND revoked_at IS NULL AND idle_expires_at > $4 RETURNING *";

const SELECT: &str = "SELECT * FROM jwt_claims_sessions WHERE id = $1";

const REVOKE: &str =
    "UPDATE jwt_claims_sessions SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id";

const REVOKE_SUBJECT: &str =
    "UPDATE jwt_claims_sessions SET revoked_at = $2 WHERE subject = $1 AND revoked_at IS NULL RETURNING id";

impl SessionStore for PostgresStore {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(self.create_session(row))
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        Box::pin(self.advance_session(advance))
    }

    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>> {
        Box::pin(self.revoke_sessions(sessions, at))
    }
}

impl PostgresStore {
    async fn create_session(&self, row: &SessionRow) -> Result<(), BoxError> {
        let values: [Value<'_>; 10] = [
            (&row.id.as_bytes().as_slice(), Type::BYTEA),
            (&row.subject, Type::TEXT),
            (&row.client, Type::TEXT),
            (&columns::number(row.counter)?, Type::INT8),
            (&row.refreshed_at.seconds(), Type::INT8),
            (&row.created_at.seconds(), Type::INT8),
            (&row.idle_expires_at.seconds(), Type::INT8),
            (&row.absolute_expires_at.seconds(), Type::INT8),
            (&row.revoked_at.map(NumericDate::seconds), Type::INT8),
            (&row.data, Type::TEXT),
        ];
        self.run(INSERT, &values).await.map(|_| ())
    }

    async fn advance_session(&self, change: &Advance) -> Result<Advanced, BoxError> {
        let id = change.id.as_bytes().as_slice();
        let values: [Value<'_>; 5] = [
            (&id, Type::BYTEA),
            (&columns::number(change.from)?, Type::INT8),
            (&columns::number(change.to)?, Type::INT8),
            (&change.now.seconds(), Type::INT8),
            (&change.idle_expires_at.seconds(), Type::INT8),
        ];
        if let Some(row) = self.run(ADVANCE, &values).await?.first() {
            return Ok(Advanced::Changed(read(row)?));
        }
        // a statement of its own, because it must see what the other one has waited for
        match self.run(SELECT, &values[..1]).await?.first() {
            Some(row) => Ok(Advanced::Unchanged(read(row)?)),
            None => Ok(Advanced::Absent),
        }
    }

    async fn revoke_sessions(
        &self,
        sessions: Revoke<'_>,
        at: NumericDate,
    ) -> Result<Vec<SessionId>, BoxError> {
        let at = at.seconds();
        let rows = match sessions {
            Revoke::Session(id) => {
                self.run(REVOKE, &[(&id.as_bytes().as_slice(), Type::BYTEA), (&at, Type::INT8)]).await?
            }
            Revoke::Subject(subject) => {
                self.run(REVOKE_SUBJECT, &[(&subject, Type::TEXT), (&at, Type::INT8)]).await?
            }
        };
        rows.iter().map(|row| columns::id(row.try_get("id")?)).collect()
    }
}

fn read(row: &Row) -> Result<SessionRow, BoxError> {
    Ok(SessionRow {
        id: columns::id(row.try_get("id")?)?,
        subject: row.try_get("subject")?,
        client: row.try_get("client")?,
        counter: columns::counter(row.try_get("counter")?)?,
        refreshed_at: columns::date(row.try_get("refreshed_at")?)?,
        created_at: columns::date(row.try_get("created_at")?)?,
        idle_expires_at: columns::date(row.try_get("idle_expires_at")?)?,
        absolute_expires_at: columns::date(row.try_get("absolute_expires_at")?)?,
        revoked_at: row.try_get::<_, Option<i64>>("revoked_at")?.map(columns::date).transpose()?,
        data: row.try_get("data")?,
    })
}
