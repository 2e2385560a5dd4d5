//! A store as its database sees it: filled at once, and its size.

use std::time::Duration;

use jwt_claims::NumericDate;
use jwt_claims::store::BoxError;
use jwt_claims_servers::Folder;
use tokio_postgres::{Client, NoTls};

use crate::load::{Turn, load};
use crate::place::Place;
use crate::rows;

pub(crate) enum Database {
    Memory,
    /// The folder of the file.
    Sqlite(Folder),
    /// A URL.
    Redis(String),
    /// Parameters.
    Postgres(String),
}

impl Place {
    /// Adds sessions. SQL adds them in one transaction, because each of its own would wait for
    /// the disk.
    pub(crate) async fn fill(&self, sessions: u64) -> Result<(), BoxError> {
        match &self.database {
            Database::Memory | Database::Redis(_) => {
                let store = std::sync::Arc::clone(&self.store);
                let create = move |Turn { nth, .. }| {
                    let store = std::sync::Arc::clone(&store);
                    async move { store.create(&rows::session(nth)).await }
                };
                load(Duration::MAX, sessions, create).await?;
            }
            Database::Sqlite(folder) => fill_sqlite(folder, sessions)?,
            Database::Postgres(parameters) => fill_postgres(parameters, sessions).await?,
        }
        Ok(())
    }

    /// In octets. For memory it is that of the process.
    pub(crate) async fn size(&self) -> Result<u64, BoxError> {
        match &self.database {
            Database::Memory => resident(),
            Database::Sqlite(folder) => {
                let file = folder.path().join("store.db");
                // so that the log is in the file
                let connection = rusqlite::Connection::open(&file)?;
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
                Ok(std::fs::metadata(file)?.len())
            }
            Database::Redis(url) => {
                let client = redis::Client::open(&**url)?;
                let mut connection = client.get_multiplexed_async_connection().await?;
                let info: redis::InfoDict =
                    redis::cmd("INFO").arg("memory").query_async(&mut connection).await?;
                Ok(info.get("used_memory").ok_or("Redis does not say its size")?)
            }
            Database::Postgres(parameters) => {
                let size = "SELECT pg_total_relation_size('jwt_claims_sessions')";
                let row = connect(parameters).await?.query_one(size, &[]).await?;
                Ok(row.try_get::<_, i64>(0)?.unsigned_abs())
            }
        }
    }
}

fn resident() -> Result<u64, BoxError> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
}

fn fill_sqlite(folder: &Folder, sessions: u64) -> Result<(), BoxError> {
    let mut connection = rusqlite::Connection::open(folder.path().join("store.db"))?;
    let transaction = connection.transaction()?;
    let insert = "INSERT INTO jwt_claims_sessions VALUES (?1, ?2, ?3, 0, ?4, ?4, ?5, ?6, NULL, ?7)";
    let mut insert = transaction.prepare(insert)?;
    for nth in 0..sessions {
        let row = rows::session(nth);
        let [now, idle, absolute] =
            [row.created_at, row.idle_expires_at, row.absolute_expires_at].map(NumericDate::seconds);
        insert.execute((row.id.as_bytes(), row.subject, row.client, now, idle, absolute, row.data))?;
    }
    drop(insert);
    Ok(transaction.commit()?)
}

async fn fill_postgres(parameters: &str, sessions: u64) -> Result<(), BoxError> {
    let [client, data, last] = [rows::CLIENT, rows::DATA, &(sessions - 1).to_string()];
    let row = rows::session(0);
    let [now, idle, absolute] =
        [row.created_at, row.idle_expires_at, row.absolute_expires_at].map(NumericDate::seconds);
    let fill = format!(
        "INSERT INTO jwt_claims_sessions
        SELECT substring(sha256(nth::text::bytea) FROM 1 FOR 16), 'user ' || nth, '{client}', 0, {now}, {now},
            {idle}, {absolute}, NULL, '{data}' FROM generate_series(0, {last}) AS nth;"
    );
    let connection = connect(parameters).await?;
    connection.batch_execute(&fill).await?;
    connection.batch_execute("VACUUM ANALYZE jwt_claims_sessions").await?;
    Ok(connection.batch_execute("CHECKPOINT").await?)
}

async fn connect(parameters: &str) -> Result<Client, BoxError> {
    let (client, connection) = tokio_postgres::connect(parameters, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
