//! A store in PostgreSQL.

mod clients;

use std::fmt;
use std::time::Duration;

use ::tokio::runtime::Handle;
use ::tokio::time::timeout;
use ::tokio_postgres::error::SqlState;
use ::tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use ::tokio_postgres::types::{ToSql, Type};
use ::tokio_postgres::{Client, Row, Socket};

use crate::base::numeric_date::NumericDate;
use crate::error::{Code, Error};
use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::columns;
use crate::store::failure::store_failed;
use crate::store::session_row::SessionRow;
use crate::store::session_store::{Advance, Advanced, Revoke, SessionStore};

use clients::Connections;
pub use clients::{PostgresClient, PostgresClients};

/// How long a statement may take, with a new connection.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How often a transaction is repeated that another one made fail.
const MAX_ATTEMPTS: usize = 10;

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

type Value<'a> = (&'a (dyn ToSql + Sync), Type);

/// A store in PostgreSQL 12 or later, for several replicas of a service. It needs a Tokio
/// runtime.
///
/// A refresh is one statement. It works under each isolation level, and behind a pooler
/// that gives each transaction another connection. Each statement takes 5 s at most. Rows are
/// removed after `absolute_expires_at`.
pub struct PostgresStore(Box<dyn PostgresClients>);

/// A client with a statement on its way. If the call is dropped before the answer, the
/// server goes on, so the client is given back when it has answered: another call would wait
/// behind the statement.
struct Busy(Option<PostgresClient>);

impl Busy {
    fn client(&self) -> Result<&Client, BoxError> {
        self.0.as_deref().map(|client| &**client).ok_or_else(|| "no client".into())
    }

    /// The server has answered.
    fn end(mut self) {
        self.0 = None;
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        if let (Some(client), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(async move {
                let _ = client.check_connection().await;
            });
        }
    }
}

impl PostgresStore {
    /// The statements that create the table `jwt_claims_sessions`, for a tool that manages
    /// migrations. They can be run again.
    pub const SCHEMA: &'static str = include_str!("postgres/schema.sql");

    /// A store with up to 8 connections to the server of a text such as
    /// `host=db.example.com user=app dbname=app password=…`, and TLS as the application has
    /// it: a connector of the crate `tokio-postgres-rustls`, for example, or
    /// `tokio_postgres::NoTls`. No connection is made yet: each is made when a call needs it,
    /// and a lost one is replaced.
    ///
    /// # Errors
    /// `invalid_config` if the text is not valid.
    pub fn new<T>(config: &str, tls: T) -> Result<Self, Error>
    where
        T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send + 'static,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        // the text of the error may have the password
        let config = config.parse().map_err(|_| {
            Error::new(
                Code::Config,
                "expected the parameters of a PostgreSQL server, such as `host=localhost user=app`",
            )
        })?;
        Ok(Self::with_clients(Connections::new(config, tls)))
    }

    /// A store with clients from a pool, or with one client.
    #[must_use]
    pub fn with_clients(clients: impl PostgresClients) -> Self {
        Self(Box::new(clients))
    }

    /// Creates the table if it does not exist. Several replicas may do this at the same
    /// time.
    ///
    /// # Errors
    /// `store_unavailable` if the server does not answer, or refuses.
    pub async fn create_schema(&self) -> Result<(), Error> {
        let create = async {
            let client = self.0.client().await?;
            client.batch_execute(Self::SCHEMA).await.map_err(BoxError::from)
        };
        let created = timeout(TIMEOUT, create).await.map_err(BoxError::from).and_then(|result| result);
        created.map_err(|error| store_failed(&error))
    }

    /// Runs a statement. Under some isolation levels it fails if another one is faster; then
    /// it had no effect and is repeated.
    async fn run(&self, statement: &str, values: &[Value<'_>]) -> Result<Vec<Row>, BoxError> {
        let attempts = async {
            let mut attempt = 1;
            loop {
                let busy = Busy(Some(self.0.client().await?));
                let result = busy.client()?.query_typed(statement, values).await;
                busy.end();
                match result {
                    Err(error) if attempt < MAX_ATTEMPTS && is_conflict(&error) => attempt += 1,
                    result => return Ok(result?),
                }
            }
        };
        timeout(TIMEOUT, attempts).await?
    }

    async fn insert(&self, row: &SessionRow) -> Result<(), BoxError> {
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

    async fn change(&self, change: &Advance) -> Result<Advanced, BoxError> {
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

    async fn end(&self, sessions: Revoke<'_>, at: NumericDate) -> Result<u64, BoxError> {
        let at = at.seconds();
        let rows = match sessions {
            Revoke::Session(id) => {
                self.run(REVOKE, &[(&id.as_bytes().as_slice(), Type::BYTEA), (&at, Type::INT8)]).await?
            }
            Revoke::Subject(subject) => {
                self.run(REVOKE_SUBJECT, &[(&subject, Type::TEXT), (&at, Type::INT8)]).await?
            }
        };
        Ok(u64::try_from(rows.len())?)
    }
}

fn is_conflict(error: &::tokio_postgres::Error) -> bool {
    let conflicts = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
    error.code().is_some_and(|code| conflicts.contains(code))
}

impl SessionStore for PostgresStore {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(self.insert(row))
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        Box::pin(self.change(advance))
    }

    fn revoke<'a>(&'a self, sessions: Revoke<'a>, at: NumericDate) -> BoxFuture<'a, Result<u64, BoxError>> {
        Box::pin(self.end(sessions, at))
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

/// Nothing of the connection.
impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostgresStore(..)")
    }
}
