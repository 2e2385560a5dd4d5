//! The connections of a store.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ::tokio::sync::{OwnedSemaphorePermit, Semaphore};
use ::tokio::task::AbortHandle;
use ::tokio::time::timeout;
use ::tokio_postgres::error::SqlState;
use ::tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use ::tokio_postgres::{Client, Config, Socket};

use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::postgres::lent::{Lender, Lent, answers};

/// When a connection whose server does not acknowledge data is given up.
const UNACKNOWLEDGED: Duration = Duration::from_secs(10);

/// How long the addresses of a server may take together, so that a call reaches the last one.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(4);

/// The server ends a statement before its call is given up, so that it has no late effect.
const STATEMENT_TIMEOUT: &str = "-c statement_timeout=4500";

/// How long a connection is kept after its call was given up, if the server ends the statement.
const STATEMENT_END: Duration = Duration::from_secs(5);

/// How long it is kept if the server does not, and how long the server may take to be told.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many connections there are at most.
const MAX_CONNECTIONS: usize = 8;

/// Clients that are made when they are needed, and kept. Each is lent to one call at a time:
/// a connection commits one transaction after the other, and each waits for the disk.
pub(super) struct Connections<T>(Arc<Shared<T>>);

struct Shared<T> {
    config: Config,
    tls: T,
    free: Arc<Semaphore>,
    idle: Mutex<Vec<Open>>,
    /// A pooler between the store and the server refuses options.
    refuses_options: AtomicBool,
}

struct Open {
    client: Client,
    /// It has the timeout of statements.
    is_limited: bool,
    /// Reads and writes the socket. It ends when the client is dropped and has no statement.
    task: AbortHandle,
}

impl<T> Connections<T> {
    pub(super) fn new(mut config: Config, tls: T) -> Self {
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNACKNOWLEDGED);
        }
        if config.get_connect_timeout().is_none() {
            // a name may have several addresses
            let addresses = config.get_hosts().len().max(config.get_hostaddrs().len()).max(2);
            config.connect_timeout(CONNECT_TIMEOUT / u32::try_from(addresses).unwrap_or(u32::MAX));
        }
        let (free, refuses_options) = (Arc::new(Semaphore::new(MAX_CONNECTIONS)), AtomicBool::new(false));
        Self(Arc::new(Shared { config, tls, free, idle: Mutex::default(), refuses_options }))
    }
}

impl<T> Lender for Connections<T>
where
    T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
    T::Stream: Send + 'static,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    fn lend(&self) -> BoxFuture<'_, Result<Box<dyn Lent>, BoxError>> {
        Box::pin(async {
            let permit = Arc::clone(&self.0.free).acquire_owned().await?;
            let open = match self.0.take_open() {
                Some(open) => open,
                None => self.0.connect().await?,
            };
            Ok(Box::new(OfStore { open, shared: Arc::clone(&self.0), _permit: permit }) as Box<dyn Lent>)
        })
    }
}

impl<T> Shared<T> {
    fn give_back(&self, open: Open) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(open);
    }

    /// A client that is open. Closed ones are dropped.
    fn take_open(&self) -> Option<Open> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|open| !open.client.is_closed());
        idle.pop()
    }
}

impl<T> Shared<T>
where
    T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
    T::Stream: Send + 'static,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    async fn connect(&self) -> Result<Open, BoxError> {
        let limited = self.limited();
        let connected = limited.as_ref().unwrap_or(&self.config).connect(self.tls.clone()).await;
        let ((client, connection), is_limited) = match connected {
            Err(error) if limited.is_some() && refuses_options(&error) => {
                let connected = self.config.connect(self.tls.clone()).await?;
                self.refuses_options.store(true, Ordering::Relaxed);
                (connected, false)
            }
            connected => (connected?, limited.is_some()),
        };
        // statements report its error
        let task = ::tokio::spawn(async { drop(connection.await) }).abort_handle();
        Ok(Open { client, is_limited, task })
    }

    /// With the timeout of statements, unless the application has set one.
    fn limited(&self) -> Option<Config> {
        let options = self.config.get_options().unwrap_or_default();
        if options.contains("statement_timeout") || self.refuses_options.load(Ordering::Relaxed) {
            return None;
        }
        let mut config = self.config.clone();
        config.options(format!("{options} {STATEMENT_TIMEOUT}"));
        Some(config)
    }
}

/// As poolers do.
fn refuses_options(error: &::tokio_postgres::Error) -> bool {
    let refusals = [SqlState::PROTOCOL_VIOLATION, SqlState::FEATURE_NOT_SUPPORTED];
    error.code().is_some_and(|code| refusals.contains(code))
}

/// A client of the store that is lent.
struct OfStore<T> {
    open: Open,
    shared: Arc<Shared<T>>,
    _permit: OwnedSemaphorePermit,
}

impl<T> Lent for OfStore<T>
where
    T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
    T::Stream: Send + 'static,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    fn client(&self) -> &Client {
        &self.open.client
    }

    fn give_back(self: Box<Self>) {
        self.shared.give_back(self.open);
    }

    fn give_up(self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            // a new connection costs more than a statement that takes a while
            let patience = if self.open.is_limited { STATEMENT_END } else { PATIENCE };
            if answers(&self.open.client, patience).await {
                return self.give_back();
            }
            // it may reach the server late, so the connection gets no other statement
            let token = self.open.client.cancel_token();
            let _ = timeout(PATIENCE, token.cancel_query(self.shared.tls.clone())).await;
            self.open.task.abort();
        })
    }
}
