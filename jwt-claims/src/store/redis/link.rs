//! The connection to a server, which may become a replica of another one.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ::redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use ::redis::{Client, FromRedisValue, Pipeline, RedisError, Value, cmd};

use crate::store::boxed::BoxError;
use crate::store::failure::Unreliable;
use crate::store::redis::failed::{failed, is_refused};

/// How long a new connection is kept, though it leads to a replica: many calls at once do not
/// make many connections while a failover takes its time.
const RECONNECT_INTERVAL: Duration = Duration::from_secs(1);

/// A connection that is replaced if it is lost, or if its server is no primary any more. A
/// demoted server keeps its connections, refuses writes and may have old data, while the URL
/// already leads to its successor.
pub(super) struct Link {
    client: Client,
    config: ConnectionManagerConfig,
    current: Mutex<Arc<Current>>,
    /// False if the server refuses `ROLE`, as managed ones do: they hide their failovers.
    has_role: bool,
}

struct Current {
    connection: ConnectionManager,
    since: Instant,
}

impl Link {
    pub(super) async fn connect(client: Client, config: ConnectionManagerConfig) -> Result<Self, RedisError> {
        let mut connection = client.get_connection_manager_with_config(config.clone()).await?;
        let has_role = match cmd("ROLE").query_async::<Value>(&mut connection).await {
            Ok(_) => true,
            Err(error) if is_refused(&error) => false,
            Err(error) => return Err(error),
        };
        let current = Arc::new(Current { connection, since: Instant::now() });
        Ok(Self { client, config, current: Mutex::new(current), has_role })
    }

    /// Runs commands: the answer to each.
    pub(super) async fn run(&self, commands: Pipeline) -> Result<Vec<Value>, BoxError> {
        let current = Arc::clone(&self.current.lock().unwrap_or_else(PoisonError::into_inner));
        let result = self.send(current.connection.clone(), commands).await;
        // the manager replaces a lost connection, and keeps one that was refused
        if result.as_ref().is_err_and(|error| !is_lost(error)) {
            self.replace(&current)?;
        }
        result
    }

    /// Asks for the role in the same round trip: also reads and scripts without a write must not
    /// be answered by a replica.
    async fn send(
        &self,
        mut connection: ConnectionManager,
        mut commands: Pipeline,
    ) -> Result<Vec<Value>, BoxError> {
        if self.has_role {
            commands.cmd("ROLE");
        }
        let mut answers =
            connection.req_packed_commands(&commands, 0, commands.len()).await.map_err(failed)?;
        if self.has_role {
            let role = answers.pop().unwrap_or(Value::Nil).extract_error().map_err(failed)?;
            if !is_primary(&role) {
                return Err("expected a Redis server that is a primary, found a replica".into());
            }
        }
        answers.into_iter().map(|answer| answer.extract_error().map_err(failed)).collect()
    }

    /// The next call connects to where the URL leads then.
    fn replace(&self, old: &Arc<Current>) -> Result<(), RedisError> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&current, old) && old.since.elapsed() >= RECONNECT_INTERVAL {
            let connection = self.client.get_connection_manager_lazy(self.config.clone())?;
            *current = Arc::new(Current { connection, since: Instant::now() });
        }
        Ok(())
    }
}

fn is_lost(error: &BoxError) -> bool {
    error.downcast_ref::<RedisError>().is_some_and(RedisError::is_io_error)
}

/// The role is the first one of some values.
fn is_primary(role: &Value) -> bool {
    let Value::Array(values) = role else { return false };
    values.first().is_some_and(|name| String::from_redis_value_ref(name).is_ok_and(|name| name == "master"))
}

/// Reads an answer.
pub(super) fn read<T: FromRedisValue>(answer: Value) -> Result<T, Unreliable> {
    // the text of the error may have what was found
    T::from_redis_value(answer)
        .map_err(|_| Unreliable::new("expected an answer of another type from the Redis server"))
}
