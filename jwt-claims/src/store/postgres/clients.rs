//! Where clients of PostgreSQL come from.

use std::ops::Deref;
use std::sync::Arc;

use ::tokio_postgres::Client;

use crate::store::boxed::{BoxError, BoxFuture};

/// A client, or a pooled object that dereferences to a client.
pub type PostgresClient = Box<dyn Deref<Target = Client> + Send + Sync>;

/// Gives clients to a [`PostgresStore`](crate::store::PostgresStore): implement it for a
/// pool.
///
/// If a call is given up, its client is kept until the server has answered, for up to 30 s,
/// because the next statement would wait behind the first one. The store does not end the
/// statement: let your connections have a `statement_timeout` of less than 5 s. Otherwise
/// statements that wait for a lock can use up the pool, and have an effect after their call
/// has failed.
///
/// ```
/// use std::{ops::Deref, sync::Arc};
/// use jwt_claims::store::{BoxError, BoxFuture, PostgresClient, PostgresClients};
/// # struct Pool;
/// # type Object = Arc<tokio_postgres::Client>;
/// # impl Pool { async fn get(&self) -> Result<Object, std::io::Error> { unimplemented!() } }
///
/// struct Clients(Pool);
///
/// impl PostgresClients for Clients {
///     fn client(&self) -> BoxFuture<'_, Result<PostgresClient, BoxError>> {
///         Box::pin(async { Ok(Box::new(self.0.get().await?) as PostgresClient) })
///     }
/// }
/// ```
pub trait PostgresClients: Send + Sync + 'static {
    /// A client that is connected.
    ///
    /// # Errors
    /// If no connected client is available. The text goes to the log, so it must not have
    /// secrets.
    fn client(&self) -> BoxFuture<'_, Result<PostgresClient, BoxError>>;
}

/// One client. It is not replaced if it loses its connection.
impl PostgresClients for Arc<Client> {
    fn client(&self) -> BoxFuture<'_, Result<PostgresClient, BoxError>> {
        let client = Self::clone(self);
        Box::pin(async move { Ok(Box::new(client) as PostgresClient) })
    }
}
