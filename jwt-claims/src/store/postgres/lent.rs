//! Clients that are lent to a call.

use std::time::Duration;

use ::tokio::runtime::Handle;
use ::tokio::time::timeout;
use ::tokio_postgres::Client;

use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::postgres::clients::{PostgresClient, PostgresClients};

/// How long a client of the application is kept after its call was given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// Lends a client to each call.
pub(super) trait Lender: Send + Sync {
    fn lend(&self) -> BoxFuture<'_, Result<Box<dyn Lent>, BoxError>>;
}

/// A client that is lent. If it is dropped, it is not used again.
pub(super) trait Lent: Send + Sync {
    fn client(&self) -> &Client;

    /// The server has answered.
    fn give_back(self: Box<Self>);

    /// The call was dropped before the server has answered.
    fn give_up(self: Box<Self>) -> BoxFuture<'static, ()>;
}

/// Clients of the application.
pub(super) struct Given<C>(pub(super) C);

impl<C: PostgresClients> Lender for Given<C> {
    fn lend(&self) -> BoxFuture<'_, Result<Box<dyn Lent>, BoxError>> {
        Box::pin(async { Ok(Box::new(self.0.client().await?) as Box<dyn Lent>) })
    }
}

impl Lent for PostgresClient {
    fn client(&self) -> &Client {
        self
    }

    fn give_back(self: Box<Self>) {}

    /// Another call would wait behind the statement.
    fn give_up(self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            answers(&self, PATIENCE).await;
        })
    }
}

/// True if the server answers within this time. It does so after what it was asked before.
pub(super) async fn answers(client: &Client, within: Duration) -> bool {
    matches!(timeout(within, client.check_connection()).await, Ok(Ok(())))
}

/// A client with a statement on its way.
pub(super) struct Busy(Option<Box<dyn Lent>>);

impl Busy {
    pub(super) fn new(lent: Box<dyn Lent>) -> Self {
        Self(Some(lent))
    }

    pub(super) fn client(&self) -> Result<&Client, BoxError> {
        self.0.as_ref().map(|lent| lent.client()).ok_or_else(|| "no client".into())
    }

    /// The server has answered.
    pub(super) fn end(mut self) {
        if let Some(lent) = self.0.take() {
            lent.give_back();
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        if let (Some(lent), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(lent.give_up());
        }
    }
}
