//! A store in Redis or Valkey.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use ::redis::aio::{ConnectionManager, ConnectionManagerConfig};
use ::redis::io::tcp::TcpSettings;
use ::redis::{Client, FromRedisValue, InfoDict, IntoConnectionInfo, Pipeline, pipe};

use crate::base::numeric_date::NumericDate;
use crate::error::{Code, Error};
use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::failure::store_failed;
use crate::store::session_id::SessionId;
use crate::store::session_row::SessionRow;
use crate::store::session_store::{Advance, Advanced, Revoke, SessionStore};

/// One script for each verb, on one key: each is atomic.
const CREATE: &str = include_str!("redis/create.lua");
const ADVANCE: &str = include_str!("redis/advance.lua");
const REVOKE: &str = include_str!("redis/revoke.lua");
const INDEX: &str = include_str!("redis/index.lua");

/// The settings of a [`RedisStore`]. Change a field of the default.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RedisOptions {
    /// What the names of keys begin with. Default: `jwt-claims:`.
    pub prefix: String,
    /// How long an answer may take. Default: 5 s.
    pub timeout: Duration,
    /// How many replicas must have a write before a call returns (`WAIT`). Default: 0, so
    /// that a failover may lose the last writes. A lost refresh is put right by the next
    /// one; a lost revocation is not. While a call waits, so do others of this process.
    pub replicas: u32,
    /// How long a call waits for replicas; with fewer, it fails with
    /// `store_unavailable`. Default: 1 s.
    pub replicas_timeout: Duration,
    /// Accepts a server that may remove keys when its memory is full. Default: false. Each
    /// removed key is a user who must log in again.
    pub accept_eviction: bool,
}

impl Default for RedisOptions {
    fn default() -> Self {
        Self {
            prefix: "jwt-claims:".to_owned(),
            timeout: Duration::from_secs(5),
            replicas: 0,
            replicas_timeout: Duration::from_secs(1),
            accept_eviction: false,
        }
    }
}

/// A store in Redis 6.2 or later, or in Valkey, for several replicas of a service. It needs
/// a Tokio runtime.
///
/// A session is a hash that expires at its `absolute_expires_at`. A revoked session stays
/// until then. The sessions of a subject are in a sorted set. What happens to sessions when
/// the server restarts depends on its persistence: use `appendonly yes`. A cluster is not
/// supported.
pub struct RedisStore {
    connection: ConnectionManager,
    options: RedisOptions,
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
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(options.timeout))
            .set_response_timeout(Some(options.timeout.saturating_add(options.replicas_timeout)))
            .set_number_of_retries(1);
        let connection = client.get_connection_manager_with_config(config).await;
        let connection = connection.map_err(|error| store_failed(&error.into()))?;
        let store = Self { connection, options };
        store.check_policy().await?;
        Ok(store)
    }

    async fn check_policy(&self) -> Result<(), Error> {
        let info: Result<InfoDict, _> =
            ::redis::cmd("INFO").arg("memory").query_async(&mut self.connection.clone()).await;
        let info = info.map_err(|error| store_failed(&error.into()))?;
        let policy: String = info.get("maxmemory_policy").unwrap_or_default();
        if policy == "noeviction" || self.options.accept_eviction {
            return Ok(());
        }
        let detail = format!(
            "expected a Redis server with `maxmemory-policy noeviction`, found {}: it would end sessions when its memory \
             is full; change it, or set `RedisOptions::accept_eviction`",
            crate::base::shown::quoted(&policy)
        );
        Err(Error::new(Code::Config, detail))
    }

    /// Runs commands; if there is a write among them, waits for replicas on the same
    /// connection.
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

    fn session_key(&self, id: SessionId) -> String {
        format!("{}session:{id}", self.options.prefix)
    }

    fn subject_key(&self, subject: &str) -> String {
        format!("{}subject:{subject}", self.options.prefix)
    }

    async fn insert(&self, row: &SessionRow) -> Result<(), BoxError> {
        // first the index: a session is in it from the beginning
        let until = row.absolute_expires_at.seconds();
        let mut commands = pipe();
        script(&mut commands, INDEX, &self.subject_key(&row.subject));
        commands.arg(until).arg(row.id.to_string());
        script(&mut commands, CREATE, &self.session_key(row.id));
        commands.arg(until);
        for (name, value) in fields(row) {
            commands.arg(name).arg(value);
        }
        match self.run::<i64>(commands).await?.as_slice() {
            [_, 1] => Ok(()),
            [_, 0] => Err("there is a session with this id".into()),
            _ => {
                Err("the session has expired by the clock of the Redis server; synchronise the clocks".into())
            }
        }
    }

    async fn change(&self, change: &Advance) -> Result<Advanced, BoxError> {
        let mut commands = pipe();
        script(&mut commands, ADVANCE, &self.session_key(change.id));
        commands.arg(change.from).arg(change.to);
        commands.arg(change.now.seconds()).arg(change.idle_expires_at.seconds());
        let mut found = self.run::<(i64, HashMap<String, String>)>(commands).await?;
        match found.pop() {
            Some((_, fields)) if fields.is_empty() => Ok(Advanced::Absent),
            Some((is_changed, fields)) => {
                let row = read(change.id, fields)?;
                Ok(if is_changed == 1 { Advanced::Changed(row) } else { Advanced::Unchanged(row) })
            }
            None => Err("the Redis server sent no answer".into()),
        }
    }

    async fn end(&self, sessions: Revoke<'_>, at: NumericDate) -> Result<u64, BoxError> {
        let ids: Vec<String> = match sessions {
            Revoke::Session(id) => vec![id.to_string()],
            Revoke::Subject(subject) => {
                let mut command = ::redis::cmd("ZRANGE");
                command.arg(self.subject_key(subject)).arg(0).arg(-1);
                command.query_async(&mut self.connection.clone()).await?
            }
        };
        if ids.is_empty() {
            return Ok(0);
        }
        let mut commands = pipe();
        for id in ids {
            script(&mut commands, REVOKE, &self.session_key(id.parse()?));
            commands.arg(at.seconds());
            // an entry of the index may be of a row that was not added
            if let Revoke::Subject(subject) = sessions {
                commands.arg(subject);
            }
        }
        Ok(self.run::<u64>(commands).await?.iter().sum())
    }
}

/// Adds a script with its key; its arguments follow.
fn script(commands: &mut Pipeline, text: &str, key: &str) {
    commands.cmd("EVAL").arg(text).arg(1).arg(key);
}

impl SessionStore for RedisStore {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(self.insert(row))
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        Box::pin(self.change(advance))
    }

    fn revoke<'a>(&'a self, sessions: Revoke<'a>, at: NumericDate) -> BoxFuture<'a, Result<u64, BoxError>> {
        Box::pin(self.end(sessions, at))
    }
}

fn fields(row: &SessionRow) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("subject", row.subject.clone()),
        ("client", row.client.clone()),
        ("counter", row.counter.to_string()),
        ("refreshed_at", row.refreshed_at.seconds().to_string()),
        ("created_at", row.created_at.seconds().to_string()),
        ("idle_expires_at", row.idle_expires_at.seconds().to_string()),
        ("absolute_expires_at", row.absolute_expires_at.seconds().to_string()),
        ("data", row.data.clone()),
    ];
    fields.extend(row.revoked_at.map(|at| ("revoked_at", at.seconds().to_string())));
    fields
}

fn read(id: SessionId, mut fields: HashMap<String, String>) -> Result<SessionRow, BoxError> {
    let mut take =
        |name: &str| fields.remove(name).ok_or_else(|| format!("a session in Redis has no {name}"));
    let date = |text: String| -> Result<NumericDate, BoxError> {
        let date = NumericDate::from_seconds(text.parse()?);
        date.ok_or_else(|| "the store has a time that is out of range".into())
    };
    Ok(SessionRow {
        id,
        subject: take("subject")?,
        client: take("client")?,
        counter: take("counter")?.parse()?,
        refreshed_at: date(take("refreshed_at")?)?,
        created_at: date(take("created_at")?)?,
        idle_expires_at: date(take("idle_expires_at")?)?,
        absolute_expires_at: date(take("absolute_expires_at")?)?,
        data: take("data")?,
        revoked_at: take("revoked_at").ok().map(date).transpose()?,
    })
}

/// The settings; nothing of the URL.
impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("options", &self.options).finish_non_exhaustive()
    }
}
