//! Where a ring keeps its keys.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::stored::StoredKey;

/// Why a store failed. The text becomes part of the [`Error`](crate::Error), escaped and
/// cut. It must not contain a secret.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// A place where a ring keeps its keys: [`FileStore`](super::FileStore), or one of the
/// application, such as a table of a database or a secret manager.
///
/// A store keeps one record for each `kid`. Each call must be atomic, and `put` and
/// `remove` must return when the change is durable: a ring signs with a key after `put` has
/// returned. The methods block; a ring calls them from [`rotate`](super::KeyRing::rotate),
/// [`maintain`](super::KeyRing::maintain) and [`revoke`](super::KeyRing::revoke), and when
/// it is opened, but not when a token is issued.
///
/// To encrypt keys, encrypt [`StoredKey::to_text`] in `put`; the guide on
/// [keys](crate::guide::keys) has an example.
pub trait KeyStore: Send + Sync {
    /// Every key in the store.
    ///
    /// # Errors
    /// Any error, if not every key can be read. The ring then keeps the keys that it has.
    fn load(&self) -> Result<Vec<StoredKey>, StoreError>;

    /// Adds a key, or replaces the one with the same `kid`.
    ///
    /// # Errors
    /// Any error. The ring then does not use the key.
    fn put(&self, key: &StoredKey) -> Result<(), StoreError>;

    /// Removes a key. A key that does not exist is not an error.
    ///
    /// # Errors
    /// Any error. The key is removed again at the next call of
    /// [`maintain`](super::KeyRing::maintain).
    fn remove(&self, kid: &str) -> Result<(), StoreError>;
}

/// A store behind a pointer, for example one that two rings of a test share.
impl<S: KeyStore + ?Sized> KeyStore for std::sync::Arc<S> {
    fn load(&self) -> Result<Vec<StoredKey>, StoreError> {
        (**self).load()
    }

    fn put(&self, key: &StoredKey) -> Result<(), StoreError> {
        (**self).put(key)
    }

    fn remove(&self, kid: &str) -> Result<(), StoreError> {
        (**self).remove(kid)
    }
}

/// A store in memory, for tests and for services whose keys may end with the process: after a
/// restart, older tokens are refused.
#[derive(Default)]
pub struct MemoryStore(Mutex<BTreeMap<String, StoredKey>>);

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn keys(&self) -> MutexGuard<'_, BTreeMap<String, StoredKey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeyStore for MemoryStore {
    fn load(&self) -> Result<Vec<StoredKey>, StoreError> {
        Ok(self.keys().values().cloned().collect())
    }

    fn put(&self, key: &StoredKey) -> Result<(), StoreError> {
        self.keys().insert(key.kid().to_owned(), key.clone());
        Ok(())
    }

    fn remove(&self, kid: &str) -> Result<(), StoreError> {
        self.keys().remove(kid);
        Ok(())
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").field("keys", &self.keys().len()).finish()
    }
}
