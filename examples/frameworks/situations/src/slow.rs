//! A store that waits before it answers, and counts.

use std::sync::atomic::{AtomicUsize, Ordering};

use jwt_claims::NumericDate;
use jwt_claims::store::{BoxError, BoxFuture, Entry, EntryKey, EntryStore, MemoryStore};

/// A store that lets others run before it answers.
pub struct Slow {
    store: MemoryStore,
    finds: AtomicUsize,
}

impl Slow {
    /// An empty store.
    ///
    /// # Panics
    /// Never: the limit is not 0.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { store: MemoryStore::new(100).expect("a limit"), finds: AtomicUsize::new(0) }
    }

    /// How often something was looked up.
    pub fn finds(&self) -> usize {
        self.finds.load(Ordering::SeqCst)
    }
}

async fn slowly<T>(answer: BoxFuture<'_, T>) -> T {
    tokio::task::yield_now().await;
    let answer = answer.await;
    tokio::task::yield_now().await;
    answer
}

impl EntryStore for Slow {
    fn insert<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<bool, BoxError>> {
        Box::pin(slowly(self.store.insert(entry, now)))
    }

    fn raise<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(slowly(self.store.raise(entry, now)))
    }

    fn find<'a>(&'a self, keys: &'a [EntryKey]) -> BoxFuture<'a, Result<Vec<Option<i64>>, BoxError>> {
        self.finds.fetch_add(1, Ordering::SeqCst);
        Box::pin(slowly(self.store.find(keys)))
    }
}
