//! The connection to a server, which may become a replica of another one.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ::redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use ::redis::{Client, FromRedisValue, Pipeline, RedisError, Value, pipe};

use crate::store::boxed::BoxError;
use crate::store::failure::Unreliable;

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
}

struct Current {
    connection: ConnectionManager,
    since: Instant,
}

impl Link {
    pub(super) async fn connect(client: Client, config: ConnectionManagerConfig) -> Result<Self, RedisError> {
        let connection = client.get_connection_manager_with_config(config.clone()).await?;
        let current = Arc::new(Current { connection, since: Instant::now() });
        Ok(Self { client, config, current: Mutex::new(current) })
    }

    /// Runs [`commands`]: the answer to each.
    pub(super) async fn run(&self, commands: &Pipeline) -> Result<Vec<Value>, BoxError> {
        let current = Arc::clone(&self.current.lock().unwrap_or_else(PoisonError::into_inner));
        let mut connection = current.connection.clone();
        let answers = connection.req_packed_commands(commands, 0, commands.len()).await?;
        let mut answers = answers.into_iter();
        let role = answers.next().unwrap_or(Value::Nil).extract_error()?;
        if !is_primary(&role) {
            self.replace(&current)?;
            return Err("expected a Redis server that is a primary, found a replica".into());
        }
        Ok(answers.map(Value::extract_error).collect::<Result<_, _>>()?)
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

/// Commands for [`Link::run`]. The first one asks for the role, in the same round trip: also
/// reads and scripts without a write must not be answered by a replica.
pub(super) fn commands() -> Pipeline {
    let mut commands = pipe();
    commands.cmd("ROLE");
    commands
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
