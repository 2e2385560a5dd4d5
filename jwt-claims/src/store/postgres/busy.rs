//! A client whose statement was sent.

use ::tokio::runtime::Handle;
use ::tokio_postgres::Client;

use crate::store::boxed::BoxError;
use crate::store::postgres::clients::PostgresClient;

/// A client with a statement on its way. If the call is dropped before the answer, the
/// server goes on, so the client is given back when it has answered: another call would wait
/// behind the statement.
pub(super) struct Busy(Option<PostgresClient>);

impl Busy {
    pub(super) fn new(client: PostgresClient) -> Self {
        Self(Some(client))
    }

    pub(super) fn client(&self) -> Result<&Client, BoxError> {
        self.0.as_deref().map(|client| &**client).ok_or_else(|| "no client".into())
    }

    /// The server has answered.
    pub(super) fn end(mut self) {
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
