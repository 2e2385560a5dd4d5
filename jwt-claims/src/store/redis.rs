//! A store in Redis or Valkey.

mod entries;
mod failed;
mod link;
mod options;
mod sessions;

use std::fmt;
use std::time::Duration;

use ::redis::aio::ConnectionManagerConfig;
use ::redis::io::tcp::TcpSettings;
use ::redis::{Client, FromRedisValue, InfoDict, IntoConnectionInfo, Pipeline, pipe};

use crate::base::shown::quoted;
use crate::error::{Code, Error};
use crate::store::boxed::BoxError;
use crate::store::failure::{Unreliable, store_failed};

use link::{Link, read};
pub use options::RedisOptions;

/// A store in Redis 6.2 or later, or in Valkey, for several replicas of a service. It needs
/// a Tokio runtime.
///
/// A session is a hash that expires at its `absolute_expires_at`. A revoked session stays
/// until then. The sessions of a subject are in a sorted set. An entry is a string that
/// expires 60 s after its `expires_at`: the server's clock may be up to 60 s ahead. The Redis
/// persistence settings decide what survives a restart: use `appendonly yes`. A cluster is not
/// supported.
///
/// Each call asks for the server's role in the same round trip. If the server has become a
/// replica, the call fails, also a read, and the store connects again to where the URL leads:
/// at most once per second. It connects again, too, after the server has refused the user or a
/// command.
///
/// Some managed services, such as Redis Cloud, refuse `ROLE`, because a proxy hides their
/// failovers. If the server refuses it when the store connects (an unknown command, or
/// `NOPERM`), the store does not ask for the role: then a server that has become a replica still
/// answers reads, until it refuses a write.
///
/// The user of the URL needs the keys with the [prefix](RedisOptions::prefix) and the commands
/// `ROLE`, `INFO`, `EVAL`, `MGET`, `ZRANGE` and `WAIT`; and for scripts `EXISTS`, `EXPIREAT`,
/// `GET`, `HGET`, `HGETALL`, `HMGET`, `HSET`, `HSETNX`, `SET`, `TIME`, `ZADD` and
/// `ZREMRANGEBYSCORE`.
pub struct RedisStore {
    link: Link,
    options: RedisOptions,
    /// The policy by which the server may remove keys; `None` for `noeviction`.
    eviction: Option<String>,
}

/// A connection is closed after this time without an acknowledgement. Otherwise a server that
/// vanishes keeps the store from connecting to its successor for a quarter of an hour.
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
    /// `maxmemory-policy`. A lost connection is replaced later.
    ///
    /// `rediss://` (TLS) needs a TLS feature of the crate `redis`: add that crate to your
    /// `Cargo.toml` with the feature `tokio-rustls-comp`. Cargo builds it once, with the features
    /// of every crate that uses it, so this library gets TLS as well.
    ///
    /// # Errors
    /// `invalid_config` if the URL is not valid or needs TLS without a feature for it, or the
    /// server may remove keys when its memory is full; `store_unavailable` if it does not answer,
    /// or is a replica.
    ///
    /// # Panics
    /// Outside a Tokio runtime.
    pub async fn connect(url: &str, options: RedisOptions) -> Result<Self, Error> {
        // the text of the error may have the password of the URL
        let client = url.into_connection_info().map(|info| info.set_tcp_settings(tcp_settings()));
        let client = client.and_then(Client::open).map_err(|_| Error::new(Code::Config, invalid(url)))?;
        let waiting = if options.replicas > 0 { options.replicas_timeout } else { Duration::ZERO };
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(options.timeout))
            .set_response_timeout(Some(options.timeout.saturating_add(waiting)))
            .set_number_of_retries(1);
        let link = Link::connect(client, config).await.map_err(|error| store_failed(&error.into()))?;
        let mut store = Self { link, options, eviction: None };
        store.eviction = store.find_eviction().await?;
        Ok(store)
    }

    async fn find_eviction(&self) -> Result<Option<String>, Error> {
        let mut commands = pipe();
        commands.cmd("INFO").arg("memory");
        let info: InfoDict = self.ask(commands).await.map_err(|error| store_failed(&error))?;
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
            quoted(&policy)
        );
        Err(Error::new(Code::Config, detail))
    }

    /// What is found by a key that the server may remove is not known: a removed entry is a
    /// token that is accepted again, and without their index, sessions are not found.
    fn check_eviction(&self) -> Result<(), Unreliable> {
        let Some(policy) = &self.eviction else { return Ok(()) };
        Err(Unreliable::new(format!(
            "expected a Redis server with `maxmemory-policy noeviction` for revocations, used tokens and proofs, and \
             to find the sessions of a subject, found {}: a removed entry is a token that is accepted again, or a \
             session that goes on; change the policy, or use another server",
            quoted(policy)
        )))
    }

    /// Runs one command that reads.
    async fn ask<T: FromRedisValue>(&self, commands: Pipeline) -> Result<T, BoxError> {
        let answer = self.link.run(commands).await?.pop();
        Ok(read(answer.ok_or("the Redis server sent no answer")?)?)
    }

    /// Runs commands that write, and waits for replicas on the same connection.
    async fn run<T: FromRedisValue>(&self, mut commands: Pipeline) -> Result<Vec<T>, BoxError> {
        let is_waiting = self.options.replicas > 0;
        if is_waiting {
            let milliseconds = u64::try_from(self.options.replicas_timeout.as_millis())?.max(1);
            commands.cmd("WAIT").arg(self.options.replicas).arg(milliseconds);
        }
        let mut values = self.link.run(commands).await?;
        if is_waiting {
            let acknowledged = values.pop().map(read::<u32>).transpose()?.unwrap_or_default();
            if acknowledged < self.options.replicas {
                return Err(format!(
                    "expected {} replicas to have the write, found {acknowledged}",
                    self.options.replicas
                )
                .into());
            }
        }
        Ok(values.into_iter().map(read).collect::<Result<_, _>>()?)
    }
}

/// What to do about a URL that is not accepted.
fn invalid(url: &str) -> &'static str {
    match url.split_once("://") {
        Some(("rediss" | "valkeys", _)) => {
            "expected the URL of a Redis server with TLS, such as rediss://redis.example.com/, and the crate `redis` \
             with TLS; enable its feature `tokio-rustls-comp` in your Cargo.toml"
        }
        _ => "expected the URL of a Redis server, such as redis://127.0.0.1/",
    }
}

/// Adds a script with its key; its arguments follow.
fn script(commands: &mut Pipeline, text: &str, key: &str) {
    commands.cmd("EVAL").arg(text).arg(1).arg(key);
}

/// `Debug` shows the settings, and does not show the URL.
impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("options", &self.options).finish_non_exhaustive()
    }
}
