//! Entries in Redis.

use ::redis::pipe;

use crate::base::base64;
use crate::base::numeric_date::NumericDate;
use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::clocks::CLOCK_DIFFERENCE;
use crate::store::entry::{Entry, EntryKey};
use crate::store::entry_store::EntryStore;
use crate::store::failure::Unreliable;
use crate::store::redis::{RedisStore, script};

/// One script for each verb, on one key: each is atomic.
const INSERT: &str = include_str!("insert.lua");
const RAISE: &str = include_str!("raise.lua");

impl EntryStore for RedisStore {
    fn insert<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<bool, BoxError>> {
        Box::pin(async move { Ok(self.write_entry(INSERT, entry, now).await? == 1) })
    }

    fn raise<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move { self.write_entry(RAISE, entry, now).await.map(|_| ()) })
    }

    fn find<'a>(&'a self, keys: &'a [EntryKey]) -> BoxFuture<'a, Result<Vec<Option<i64>>, BoxError>> {
        Box::pin(self.find_entries(keys))
    }
}

impl RedisStore {
    async fn write_entry(&self, text: &str, entry: &Entry, now: NumericDate) -> Result<i64, BoxError> {
        self.check_eviction()?;
        let mut commands = pipe();
        script(&mut commands, text, &self.entry_key(&entry.key));
        commands.arg(sortable(entry.value)).arg(entry.expires_at.seconds());
        commands.arg(now.seconds()).arg(CLOCK_DIFFERENCE);
        match self.run::<i64>(commands).await?.as_slice() {
            [done @ (0 | 1)] => Ok(*done),
            _ => Err("the entry has expired by the clock of the Redis server; synchronise the clocks".into()),
        }
    }

    async fn find_entries(&self, keys: &[EntryKey]) -> Result<Vec<Option<i64>>, BoxError> {
        self.check_eviction()?;
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut commands = pipe();
        commands.cmd("MGET");
        for key in keys {
            commands.arg(self.entry_key(key));
        }
        let found: Vec<Option<Vec<u8>>> = self.ask(commands).await?;
        Ok(found
            .into_iter()
            .map(|entry| entry.map(|entry| value(&entry)).transpose())
            .collect::<Result<_, _>>()?)
    }

    fn entry_key(&self, key: &EntryKey) -> String {
        let mut text = format!("{}entry:", self.options.prefix);
        base64::append(&key.to_bytes(), &mut text);
        text
    }
}

/// What is added to a value, so that it is not below 0.
const OFFSET: u64 = 1 << 63;

/// A value as 20 digits whose order is that of the values: a number of Lua has 53 bits.
fn sortable(value: i64) -> String {
    format!("{:020}", value.cast_unsigned() ^ OFFSET)
}

/// The value of an entry, which has its expiry after a space.
fn value(entry: &[u8]) -> Result<i64, Unreliable> {
    let text = std::str::from_utf8(entry).ok().and_then(|text| text.split_once(' '));
    let digits = text.and_then(|(value, _)| value.parse::<u64>().ok());
    let value = digits.map(|digits| (digits ^ OFFSET).cast_signed());
    value.ok_or_else(|| Unreliable::new("expected an entry with a value, found something else"))
}
