//! The entries of a store in memory.

use std::collections::{BTreeSet, HashMap};

use crate::base::numeric_date::NumericDate;
use crate::store::boxed::BoxError;
use crate::store::entry::{Entry, EntryKey, EntryKind};

#[derive(Default)]
pub(super) struct Entries {
    by_key: HashMap<EntryKey, Entry>,
    by_expiry: BTreeSet<(NumericDate, EntryKey)>,
    counts: HashMap<EntryKind, usize>,
}

impl Entries {
    pub(super) fn len(&self) -> usize {
        self.by_key.len()
    }

    pub(super) fn insert(&mut self, entry: &Entry, now: NumericDate, limit: usize) -> Result<bool, BoxError> {
        self.remove_expired(now);
        if self.by_key.contains_key(&entry.key) {
            return Ok(false);
        }
        self.add(entry, limit).map(|()| true)
    }

    pub(super) fn raise(&mut self, entry: &Entry, now: NumericDate, limit: usize) -> Result<(), BoxError> {
        self.remove_expired(now);
        let Some(known) = self.by_key.get_mut(&entry.key) else { return self.add(entry, limit) };
        self.by_expiry.remove(&(known.expires_at, known.key));
        known.value = known.value.max(entry.value);
        known.expires_at = known.expires_at.max(entry.expires_at);
        self.by_expiry.insert((known.expires_at, known.key));
        Ok(())
    }

    pub(super) fn find(&self, keys: &[EntryKey]) -> Vec<Option<i64>> {
        keys.iter().map(|key| self.by_key.get(key).map(|entry| entry.value)).collect()
    }

    fn add(&mut self, entry: &Entry, limit: usize) -> Result<(), BoxError> {
        let kind = entry.key.kind();
        let count = self.counts.entry(kind).or_default();
        if *count >= limit {
            return Err(format!(
                "the store in memory has {limit} entries of the kind {kind:?}, which is its limit"
            )
            .into());
        }
        *count += 1;
        self.by_expiry.insert((entry.expires_at, entry.key));
        self.by_key.insert(entry.key, *entry);
        Ok(())
    }

    fn remove_expired(&mut self, now: NumericDate) {
        while let Some(&(until, key)) = self.by_expiry.first().filter(|(until, _)| *until <= now) {
            self.by_expiry.remove(&(until, key));
            self.by_key.remove(&key);
            if let Some(count) = self.counts.get_mut(&key.kind()) {
                *count -= 1;
            }
        }
    }
}
