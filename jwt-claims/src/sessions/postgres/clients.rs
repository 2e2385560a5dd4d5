//! Where clients of PostgreSQL come from.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use ::tokio::sync::Mutex;
use ::tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use ::tokio_postgres::{Client, Config, Socket};

use crate::base::future::BoxFuture;
use crate::sessions::store::BoxError;

/// When a connection whose server does not acknowledge data is given up.
const UNACKNOWLEDGED: Duration = Duration::from_secs(10);

/// A client, or the object of a pool that leads to one.
pub type PostgresClient = Box<dyn Deref<Target = Client> + Send + Sync>;

/// Gives clients to a [`PostgresStore`](crate::sessions::PostgresStore): implement it for a
/// pool.
///
/// ```
/// use std::{ops::Deref, sync::Arc};
/// use jwt_claims::sessions::{BoxError, BoxFuture, PostgresClient, PostgresClients};
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
    /// If there is none.
    fn client(&self) -> BoxFuture<'_, Result<PostgresClient, BoxError>>;
}

/// One client. It is not replaced if it loses its connection.
impl PostgresClients for Arc<Client> {
    fn client(&self) -> BoxFuture<'_, Result<PostgresClient, BoxError>> {
        let client = Self::clone(self);
        Box::pin(async move { Ok(Box::new(client) as PostgresClient) })
    }
}

/// One client, which is replaced if it loses its connection. Statements of several calls
/// share the connection.
pub(super) struct Reconnect<T> {
    config: Config,
    tls: T,
    current: Mutex<Option<Arc<Client>>>,
}

impl<T> Reconnect<T> {
    pub(super) fn new(mut config: Config, tls: T) -> Self {
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNACKNOWLEDGED);
        }
        Self { config, tls, current: Mutex::default() }
    }
}

impl<T> PostgresClients for Reconnect<T>
where
    T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
    T::Stream: Send + 'static,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    fn client(&self) -> BoxFuture<'_, Result<PostgresClient, BoxError>> {
        Box::pin(async {
            let mut current = self.current.lock().await;
            if let Some(client) = current.as_ref().filter(|client| !client.is_closed()) {
                return Ok(Box::new(Arc::clone(client)) as PostgresClient);
            }
            let (client, connection) = self.config.connect(self.tls.clone()).await?;
            // it ends when the client is dropped; statements report its error
            ::tokio::spawn(connection);
            let client = Arc::new(client);
            *current = Some(Arc::clone(&client));
            Ok(Box::new(client) as PostgresClient)
        })
    }
}
