//! A store in PostgreSQL.

mod clients;
mod connections;
mod entries;
mod lent;
mod sessions;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use ::tokio::time::timeout;
use ::tokio_postgres::error::SqlState;
use ::tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use ::tokio_postgres::types::{ToSql, Type};
use ::tokio_postgres::{Row, Socket};

use crate::error::{Code, Error};
use crate::store::boxed::BoxError;
use crate::store::failure::{Unreliable, store_failed};

pub use clients::{PostgresClient, PostgresClients};
use connections::Connections;
use lent::{Busy, Given, Lender};

/// When a call gives up its statement, with a new connection.
const TIMEOUT: Duration = Duration::from_secs(5);

type Value<'a> = (&'a (dyn ToSql + Sync), Type);

/// A store in PostgreSQL 12 or later, for several replicas of a service. It needs a Tokio
/// runtime.
///
/// A refresh is one statement. It works under each isolation level, and behind a pooler
/// that gives each transaction another connection.
///
/// A call waits up to 5 s for each statement, with a new connection. The server ends the
/// statement after 4.5 s, because the store's own connections have a `statement_timeout`, unless
/// the connection string has one in `options`, or a pooler refuses options. A pooler that ignores
/// options, as PgBouncer does with `ignore_startup_parameters = options`, leaves the connections
/// without this timeout, too. Then set it for the user: `ALTER ROLE app SET statement_timeout = 4500`.
///
/// If a call is dropped, its statement goes on, and the connection is kept for it: for 5 s,
/// or for 1 s if the store has set no timeout. Then the store cancels the statement. If neither
/// reaches the server, a write may be done long after its call has failed.
///
/// Sessions are removed after `absolute_expires_at`, entries 60 s after `expires_at`: the clocks
/// of replicas may differ by so much. Each write removes up to 20 that have expired: a new session
/// removes sessions, an entry removes entries.
pub struct PostgresStore(Box<dyn Lender>);

impl PostgresStore {
    /// The statements that create the tables `jwt_claims_sessions` and `jwt_claims_entries`,
    /// for a tool that manages migrations. They can be run again, and add the table
    /// that is missing.
    pub const SCHEMA: &'static str = include_str!("postgres/schema.sql");

    /// A store with up to 8 connections. `config` is a connection string such as
    /// `host=db.example.com user=app dbname=app password=…`; `tls` is a TLS connector of your
    /// choice, such as that of the crate `tokio-postgres-rustls`, or `tokio_postgres::NoTls`.
    ///
    /// No connection is made yet: each is made when a call needs it, and a lost one is replaced.
    /// Each store has connections of its own, so share one store as an `Arc`.
    ///
    /// Of several hosts, the first one that accepts a connection is used. Without a
    /// `connect_timeout`, they have 4 s together, in equal parts; a single host has 2 s. A host
    /// that accepts the connection and does not answer is not skipped: calls fail after 5 s.
    ///
    /// # Errors
    /// `invalid_config` if the connection string is not valid.
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
        Ok(Self(Box::new(Connections::new(config, tls))))
    }

    /// A store with clients from a pool, or with one client. [`PostgresClients`] says what
    /// their connections need.
    #[must_use]
    pub fn with_clients(clients: impl PostgresClients) -> Self {
        Self(Box::new(Given(clients)))
    }

    /// Creates the tables that do not exist. Several replicas may do this at the same
    /// time. It is given up after 5 s.
    ///
    /// # Errors
    /// `store_unavailable` if the server does not answer in time, or refuses.
    pub async fn create_schema(&self) -> Result<(), Error> {
        let create = async {
            let busy = Busy::new(self.0.lend().await?);
            let result = busy.client()?.batch_execute(Self::SCHEMA).await;
            busy.end();
            result.map_err(BoxError::from)
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
                let busy = Busy::new(self.0.lend().await?);
                let result = busy.client()?.query_typed(statement, values).await;
                busy.end();
                match result {
                    Err(error) if is_conflict(&error) => {}
                    result => return result.map_err(BoxError::from),
                }
            }
        };
        timeout(TIMEOUT, attempts).await?.map_err(failed)
    }
}

fn is_conflict(error: &::tokio_postgres::Error) -> bool {
    let conflicts = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
    error.code().is_some_and(|code| conflicts.contains(code))
}

/// The server answers, but refuses the user, has no such database, another schema or corrupted
/// data. The error may be that of a pool.
fn failed(error: BoxError) -> BoxError {
    let mistakes = [SqlState::INVALID_CATALOG_NAME, SqlState::DATA_CORRUPTED, SqlState::INDEX_CORRUPTED];
    // 28: invalid authorization specification; 42: syntax error or access rule violation
    let is_mistake = |code: &SqlState| {
        ["28", "42"].iter().any(|class| code.code().starts_with(class)) || mistakes.contains(code)
    };
    match code(&*error).is_some_and(is_mistake) {
        true => Unreliable::new(error).into(),
        false => error,
    }
}

/// The code of the server's error in an error or its sources.
fn code<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a SqlState> {
    let found = error.downcast_ref::<::tokio_postgres::Error>().and_then(::tokio_postgres::Error::code);
    found.or_else(|| error.source().and_then(code))
}

/// `Debug` does not show the connection.
impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostgresStore(..)")
    }
}
