//! What a store of entries does.

use std::sync::Arc;

use crate::base::numeric_date::NumericDate;
use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::entry::{Entry, EntryKey};

/// Remembers entries until they expire: which tokens were revoked, and which were used.
/// Implement it for another database. Each method returns after the write is as durable as
/// the database can make it.
///
/// An entry may be removed at its `expires_at`, and not before: a removed entry is a token
/// that is accepted again. Do not use a cache that evicts entries to make room. If a
/// store is full, its methods fail.
///
/// An error of a store is written to the log, so its text must not have secrets. If the store
/// answers and the answer is not usable, the error should be
/// [`Unreliable`](crate::store::Unreliable).
///
/// Times come with each call, so that a store needs no clock. The clocks of machines that
/// share a database differ, so remove an entry a minute later there.
pub trait EntryStore: Send + Sync + 'static {
    /// Adds an entry unless there is one with this key that has not expired at `now`: one
    /// atomic step. True if it was added. Of several calls at the same time with the same
    /// key, one returns true.
    ///
    /// # Errors
    /// If the store failed. Whether the entry was added is then unknown.
    fn insert<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<bool, BoxError>>;

    /// Adds an entry, or raises the one with this key: afterwards it has the larger value
    /// and the later `expires_at` of both. One atomic step.
    ///
    /// # Errors
    /// If the store failed. Whether the entry was changed is then unknown.
    fn raise<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<(), BoxError>>;

    /// The values of the entries with these keys: exactly one for each key, in the order of the
    /// keys, and `None` where there is no entry. It may return entries that have expired.
    ///
    /// # Errors
    /// If the store failed; [`Unreliable`](crate::store::Unreliable) if that is no outage.
    fn find<'a>(&'a self, keys: &'a [EntryKey]) -> BoxFuture<'a, Result<Vec<Option<i64>>, BoxError>>;
}

/// A shared store, also as a trait object: `Arc<dyn EntryStore>` is a store.
impl<S: EntryStore + ?Sized> EntryStore for Arc<S> {
    fn insert<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<bool, BoxError>> {
        (**self).insert(entry, now)
    }

    fn raise<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<(), BoxError>> {
        (**self).raise(entry, now)
    }

    fn find<'a>(&'a self, keys: &'a [EntryKey]) -> BoxFuture<'a, Result<Vec<Option<i64>>, BoxError>> {
        (**self).find(keys)
    }
}
