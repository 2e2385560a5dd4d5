//! A store that counts its calls, waits, and can be down.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use jwt_claims::NumericDate;
use jwt_claims::store::{BoxError, BoxFuture, Entry, EntryKey, EntryStore, MemoryStore};

pub(super) struct Switched {
    store: MemoryStore,
    pub(super) is_down: AtomicBool,
    pub(super) finds: AtomicUsize,
    pub(super) inserts: AtomicUsize,
}

impl Switched {
    pub(super) fn new() -> Self {
        let store = MemoryStore::new(100).unwrap();
        Self { store, is_down: false.into(), finds: 0.into(), inserts: 0.into() }
    }

    pub(super) fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }

    /// The calls of both kinds since the last time.
    pub(super) fn calls(&self) -> (usize, usize) {
        (self.finds.swap(0, Ordering::SeqCst), self.inserts.swap(0, Ordering::SeqCst))
    }

    /// Others run before and after.
    async fn call<T>(&self, call: BoxFuture<'_, Result<T, BoxError>>) -> Result<T, BoxError> {
        tokio::task::yield_now().await;
        if self.is_down.load(Ordering::SeqCst) {
            return Err("connection refused".into());
        }
        let answer = call.await;
        tokio::task::yield_now().await;
        answer
    }
}

impl EntryStore for Switched {
    fn insert<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<bool, BoxError>> {
        self.inserts.fetch_add(1, Ordering::SeqCst);
        Box::pin(self.call(self.store.insert(entry, now)))
    }

    fn raise<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(self.call(self.store.raise(entry, now)))
    }

    fn find<'a>(&'a self, keys: &'a [EntryKey]) -> BoxFuture<'a, Result<Vec<Option<i64>>, BoxError>> {
        self.finds.fetch_add(1, Ordering::SeqCst);
        Box::pin(self.call(self.store.find(keys)))
    }
}
