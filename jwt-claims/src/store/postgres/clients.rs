//! Where clients of PostgreSQL come from.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ::tokio::sync::{OwnedSemaphorePermit, Semaphore};
use ::tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use ::tokio_postgres::{Client, Config, Socket};

use crate::store::boxed::{BoxError, BoxFuture};

/// When a connection whose server does not acknowledge data is given up.
const UNACKNOWLEDGED: Duration = Duration::from_secs(10);

/// How many connections there are at most.
const MAX_CONNECTIONS: usize = 8;

/// A client, or the object of a pool that leads to one.
pub type PostgresClient = Box<dyn Deref<Target = Client> + Send + Sync>;

/// Gives clients to a [`PostgresStore`](crate::store::PostgresStore): implement it for a
/// pool.
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

/// Clients that are made when they are needed, and kept. Each is lent to one call at a time:
/// a connection commits one transaction after the other, and each waits for the disk.
pub(super) struct Connections<T> {
    config: Config,
    tls: T,
    free: Arc<Semaphore>,
    idle: Arc<Idle>,
}

type Idle = Mutex<Vec<Arc<Client>>>;

impl<T> Connections<T> {
    pub(super) fn new(mut config: Config, tls: T) -> Self {
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNACKNOWLEDGED);
        }
        Self { config, tls, free: Arc::new(Semaphore::new(MAX_CONNECTIONS)), idle: Arc::default() }
    }
}

impl<T> PostgresClients for Connections<T>
where
    T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
    T::Stream: Send + 'static,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    fn client(&self) -> BoxFuture<'_, Result<PostgresClient, BoxError>> {
        Box::pin(async {
            let permit = Arc::clone(&self.free).acquire_owned().await?;
            let known = take_open(&self.idle);
            let client = match known {
                Some(client) => client,
                None => {
                    let (client, connection) = self.config.connect(self.tls.clone()).await?;
                    // it ends when the client is dropped; statements report its error
                    ::tokio::spawn(connection);
                    Arc::new(client)
                }
            };
            let idle = Arc::clone(&self.idle);
            Ok(Box::new(Lent { client, idle, _permit: permit }) as PostgresClient)
        })
    }
}

/// A client that is open. Closed ones are dropped.
fn take_open(idle: &Idle) -> Option<Arc<Client>> {
    let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
    idle.retain(|client| !client.is_closed());
    idle.pop()
}

/// A client that goes back when the call has ended.
struct Lent {
    client: Arc<Client>,
    idle: Arc<Idle>,
    _permit: OwnedSemaphorePermit,
}

impl Deref for Lent {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&self.client));
    }
}
