//! A store in PostgreSQL.

mod busy;
mod clients;
mod entries;
mod sessions;

use std::fmt;
use std::time::Duration;

use ::tokio::time::timeout;
use ::tokio_postgres::error::SqlState;
use ::tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use ::tokio_postgres::types::{ToSql, Type};
use ::tokio_postgres::{Row, Socket};

use crate::error::{Code, Error};
use crate::store::boxed::BoxError;
use crate::store::failure::store_failed;

use busy::Busy;
use clients::Connections;
pub use clients::{PostgresClient, PostgresClients};

/// How long a statement may take, with a new connection.
const TIMEOUT: Duration = Duration::from_secs(5);

type Value<'a> = (&'a (dyn ToSql + Sync), Type);

/// A store in PostgreSQL 12 or later, for several replicas of a service. It needs a Tokio
/// runtime.
///
/// A refresh is one statement. It works under each isolation level, and behind a pooler
/// that gives each transaction another connection. Each statement takes 5 s at most. Sessions
/// are removed after `absolute_expires_at`, entries 60 s after `expires_at`: the clocks of
/// replicas may differ by so much.
pub struct PostgresStore(Box<dyn PostgresClients>);

impl PostgresStore {
    /// The statements that create the tables `jwt_claims_sessions` and `jwt_claims_entries`,
    /// for a tool that manages migrations. They can be run again, and add the table
    /// that is missing.
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

    /// Creates the tables that do not exist. Several replicas may do this at the same
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
    /// it had no effect and is repeated, until its time is over: of many on one row, one
    /// succeeds at a time.
    async fn run(&self, statement: &str, values: &[Value<'_>]) -> Result<Vec<Row>, BoxError> {
        let attempts = async {
            loop {
                let busy = Busy::new(self.0.client().await?);
                let result = busy.client()?.query_typed(statement, values).await;
                busy.end();
                match result {
                    Err(error) if is_conflict(&error) => {}
                    result => return Ok(result?),
                }
            }
        };
        timeout(TIMEOUT, attempts).await?
    }
}

fn is_conflict(error: &::tokio_postgres::Error) -> bool {
    let conflicts = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
    error.code().is_some_and(|code| conflicts.contains(code))
}

/// Nothing of the connection.
impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostgresStore(..)")
    }
}
