//! Entries in PostgreSQL.

use std::collections::HashMap;

use ::tokio_postgres::Row;
use ::tokio_postgres::types::Type;

use crate::base::numeric_date::NumericDate;
use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::clocks::CLOCK_DIFFERENCE;
use crate::store::entry::{Entry, EntryKey};
use crate::store::entry_store::EntryStore;
use crate::store::failure::Unreliable;
use crate::store::postgres::{PostgresStore, Value};

/// Before each write, a few entries that have expired are removed, so that no job has to be
/// set up.
macro_rules! remove_expired_and {
    ($statement:literal) => {
        concat!(
            "WITH expired AS (DELETE FROM jwt_claims_entries WHERE key IN (
                SELECT key FROM jwt_claims_entries WHERE expires_at <= $4 AND key <> $1
                LIMIT 20 FOR UPDATE SKIP LOCKED)) ",
            $statement
        )
    };
}

const INSERT: &str = remove_expired_and!(
    "INSERT INTO jwt_claims_entries AS known (key, value, expires_at) VALUES ($1, $2, $3)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
    WHERE known.expires_at <= $5 RETURNING key"
);

const RAISE: &str = remove_expired_and!(
    "INSERT INTO jwt_claims_entries AS known (key, value, expires_at) VALUES ($1, $2, $3)
    ON CONFLICT (key) DO UPDATE SET value = GREATEST(known.value, excluded.value),
        expires_at = GREATEST(known.expires_at, excluded.expires_at)"
);

const SELECT: &str = "SELECT key, value FROM jwt_claims_entries WHERE key = ANY($1)";

impl EntryStore for PostgresStore {
    fn insert<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<bool, BoxError>> {
        Box::pin(self.insert_entry(entry, now))
    }

    fn raise<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(self.raise_entry(entry, now))
    }

    fn find<'a>(&'a self, keys: &'a [EntryKey]) -> BoxFuture<'a, Result<Vec<Option<i64>>, BoxError>> {
        Box::pin(self.find_entries(keys))
    }
}

impl PostgresStore {
    async fn insert_entry(&self, entry: &Entry, now: NumericDate) -> Result<bool, BoxError> {
        let key = entry.key.to_bytes();
        let values: [Value<'_>; 5] = [
            (&key.as_slice(), Type::BYTEA),
            (&entry.value, Type::INT8),
            (&entry.expires_at.seconds(), Type::INT8),
            (&removable(now), Type::INT8),
            (&now.seconds(), Type::INT8),
        ];
        Ok(!self.run(INSERT, &values).await?.is_empty())
    }

    async fn raise_entry(&self, entry: &Entry, now: NumericDate) -> Result<(), BoxError> {
        let key = entry.key.to_bytes();
        let values: [Value<'_>; 4] = [
            (&key.as_slice(), Type::BYTEA),
            (&entry.value, Type::INT8),
            (&entry.expires_at.seconds(), Type::INT8),
            (&removable(now), Type::INT8),
        ];
        self.run(RAISE, &values).await.map(|_| ())
    }

    async fn find_entries(&self, keys: &[EntryKey]) -> Result<Vec<Option<i64>>, BoxError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let octets: Vec<[u8; 33]> = keys.iter().map(EntryKey::to_bytes).collect();
        let wanted: Vec<&[u8]> = octets.iter().map(<[u8; 33]>::as_slice).collect();
        let rows = self.run(SELECT, &[(&wanted, Type::BYTEA_ARRAY)]).await?;
        let entry = |row| Ok((Row::try_get::<_, &[u8]>(row, "key")?, row.try_get::<_, i64>("value")?));
        let found: Result<HashMap<_, _>, ::tokio_postgres::Error> = rows.iter().map(entry).collect();
        let found = found.map_err(Unreliable::new)?;
        Ok(wanted.iter().map(|key| found.get(key).copied()).collect())
    }
}

/// What expired at this time may be removed: it has expired by the clock of each replica.
fn removable(now: NumericDate) -> i64 {
    now.seconds() - CLOCK_DIFFERENCE
}
