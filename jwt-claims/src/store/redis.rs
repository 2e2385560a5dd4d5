//! A store in Redis or Valkey.

mod entries;
mod options;
mod sessions;

use std::fmt;
use std::time::Duration;

use ::redis::aio::{ConnectionManager, ConnectionManagerConfig};
use ::redis::io::tcp::TcpSettings;
use ::redis::{Client, FromRedisValue, InfoDict, IntoConnectionInfo, Pipeline};

use crate::error::{Code, Error};
use crate::store::boxed::BoxError;
use crate::store::failure::store_failed;

pub use options::RedisOptions;

/// A store in Redis 6.2 or later, or in Valkey, for several replicas of a service. It needs
/// a Tokio runtime.
///
/// A session is a hash that expires at its `absolute_expires_at`. A revoked session stays
/// until then. The sessions of a subject are in a sorted set. An entry is a string that
/// expires 60 s after its `expires_at`, because the clock of the server may be ahead by so
/// much. What a restart of the server leaves depends on its persistence: use `appendonly
/// yes`. A cluster is not supported.
pub struct RedisStore {
    connection: ConnectionManager,
    options: RedisOptions,
    /// The policy by which the server may remove keys; `None` for `noeviction`.
    eviction: Option<String>,
}

/// When a connection whose server does not acknowledge data is given up. Otherwise a server
/// that vanishes keeps the store from connecting to its successor for a quarter of an hour.
#[cfg(target_os = "linux")]
const UNACKNOWLEDGED: Duration = Duration::from_secs(10);

fn tcp_settings() -> TcpSettings {
    let settings = TcpSettings::default().set_nodelay(true);
    #[cfg(target_os = "linux")]
    let settings = settings.set_user_timeout(UNACKNOWLEDGED);
    settings
}

impl RedisStore {
    /// Connects to the server of a URL such as `redis://127.0.0.1/`, and checks its
    /// `maxmemory-policy`. A lost connection is replaced later. For `rediss://` (TLS), enable
    /// a feature for it of the crate `redis`, such as `tokio-rustls-comp`.
    ///
    /// # Errors
    /// `invalid_config` if the URL is not valid, or the server may remove keys when its
    /// memory is full; `store_unavailable` if it does not answer.
    pub async fn connect(url: &str, options: RedisOptions) -> Result<Self, Error> {
        // the text of the error may have the password of the URL
        let client = url.into_connection_info().map(|info| info.set_tcp_settings(tcp_settings()));
        let client = client.and_then(Client::open).map_err(|_| {
            Error::new(
                Code::Config,
                "expected the URL of a Redis server, such as redis://127.0.0.1/; `rediss://` needs a TLS feature of \
                 the crate `redis`",
            )
        })?;
        let waiting = if options.replicas > 0 { options.replicas_timeout } else { Duration::ZERO };
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(options.timeout))
            .set_response_timeout(Some(options.timeout.saturating_add(waiting)))
            .set_number_of_retries(1);
        let connection = client.get_connection_manager_with_config(config).await;
        let connection = connection.map_err(|error| store_failed(&error.into()))?;
        let mut store = Self { connection, options, eviction: None };
        store.eviction = store.find_eviction().await?;
        Ok(store)
    }

    async fn find_eviction(&self) -> Result<Option<String>, Error> {
        let info: Result<InfoDict, _> =
            ::redis::cmd("INFO").arg("memory").query_async(&mut self.connection.clone()).await;
        let info = info.map_err(|error| store_failed(&error.into()))?;
        let policy: String = info.get("maxmemory_policy").unwrap_or_default();
        if policy == "noeviction" {
            return Ok(None);
        }
        if self.options.accept_eviction {
            return Ok(Some(policy));
        }
        let detail = format!(
            "expected a Redis server with `maxmemory-policy noeviction`, found {}: it would end sessions and forget \
             revocations when its memory is full; change it, or set `RedisOptions::accept_eviction` for a store of \
             sessions alone",
            crate::base::shown::quoted(&policy)
        );
        Err(Error::new(Code::Config, detail))
    }

    /// Runs commands that write, and waits for replicas on the same connection.
    async fn run<T: FromRedisValue>(&self, mut commands: Pipeline) -> Result<Vec<T>, BoxError> {
        let is_waiting = self.options.replicas > 0;
        if is_waiting {
            let milliseconds = u64::try_from(self.options.replicas_timeout.as_millis())?.max(1);
            commands.cmd("WAIT").arg(self.options.replicas).arg(milliseconds);
        }
        let mut values: Vec<::redis::Value> = commands.query_async(&mut self.connection.clone()).await?;
        if is_waiting {
            let acknowledged = values.pop().map(u32::from_redis_value).transpose()?.unwrap_or_default();
            if acknowledged < self.options.replicas {
                return Err(format!(
                    "expected {} replicas to have the write, found {acknowledged}",
                    self.options.replicas
                )
                .into());
            }
        }
        Ok(values.into_iter().map(T::from_redis_value).collect::<Result<_, _>>()?)
    }
}

/// Adds a script with its key; its arguments follow.
fn script(commands: &mut Pipeline, text: &str, key: &str) {
    commands.cmd("EVAL").arg(text).arg(1).arg(key);
}

/// The settings; nothing of the URL.
impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("options", &self.options).finish_non_exhaustive()
    }
}
