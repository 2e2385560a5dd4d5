//! A store in memory.

mod entries;
mod sessions;

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use entries::Entries;
use sessions::Rows;

use crate::base::numeric_date::NumericDate;
use crate::error::{Code, Error};
use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::entry::{Entry, EntryKey};
use crate::store::entry_store::EntryStore;
use crate::store::session_id::SessionId;
use crate::store::session_row::SessionRow;
use crate::store::session_store::{Advance, Advanced, Revoke, SessionStore};

/// A store in memory, for tests and for services with one process: it is empty when the process
/// starts, and replicas do not share their content.
///
/// It has a limit. If the limit is reached, new sessions and entries are refused with
/// `store_unavailable`. An open session is not evicted for a new one. Otherwise someone could log
/// out other users by logging in many times. Entries that have not expired are not evicted
/// either. What has expired is removed; so is a session that was revoked, if a new one needs its
/// room.
pub struct MemoryStore {
    limit: usize,
    rows: Mutex<Rows>,
    entries: Mutex<Entries>,
}

impl MemoryStore {
    /// An empty store for at most this number of sessions, and of entries of each
    /// [kind](crate::store::EntryKind). A session needs about 500 bytes, and the data of the
    /// application; an entry about 200 bytes.
    ///
    /// # Errors
    /// `invalid_config` if the limit is 0.
    pub fn new(limit: usize) -> Result<Self, Error> {
        if limit == 0 {
            return Err(Error::new(Code::Config, "expected a store for at least 1 session, found 0"));
        }
        Ok(Self { limit, rows: Mutex::default(), entries: Mutex::default() })
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        lock(&self.rows)
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        lock(&self.entries)
    }
}

/// No method leaves the content half changed, so a panic elsewhere does not matter.
fn lock<T>(content: &Mutex<T>) -> MutexGuard<'_, T> {
    content.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SessionStore for MemoryStore {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move { self.rows().insert(row, self.limit) })
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        Box::pin(async move { Ok(self.rows().advance(advance)) })
    }

    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>> {
        Box::pin(async move { Ok(self.rows().revoke(sessions, at)) })
    }
}

impl EntryStore for MemoryStore {
    fn insert<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<bool, BoxError>> {
        Box::pin(async move { self.entries().insert(entry, now, self.limit) })
    }

    fn raise<'a>(&'a self, entry: &'a Entry, now: NumericDate) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move { self.entries().raise(entry, now, self.limit) })
    }

    fn find<'a>(&'a self, keys: &'a [EntryKey]) -> BoxFuture<'a, Result<Vec<Option<i64>>, BoxError>> {
        Box::pin(async move { Ok(self.entries().find(keys)) })
    }
}

/// `Debug` shows the numbers of sessions and entries, and the limit.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sessions, entries) = (self.rows().len(), self.entries().len());
        f.debug_struct("MemoryStore")
            .field("sessions", &sessions)
            .field("entries", &entries)
            .field("limit", &self.limit)
            .finish()
    }
}
