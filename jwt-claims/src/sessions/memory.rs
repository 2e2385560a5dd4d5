//! A store in memory.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::base::numeric_date::NumericDate;
use crate::error::{Code, Error};
use crate::sessions::id::SessionId;
use crate::sessions::row::SessionRow;
use crate::sessions::store::{Advance, Advanced, BoxError, BoxFuture, Revoke, SessionStore};

/// A store in memory, for tests and for services that run once: sessions end with the
/// process, and replicas do not see each other's.
///
/// It has a limit. If the limit is reached, new sessions are refused with
/// `store_unavailable`. No session that is in use makes room for another one: somebody
/// could log in often, and log out others. Expired sessions are removed.
pub struct MemoryStore {
    limit: usize,
    rows: Mutex<Rows>,
}

#[derive(Default)]
struct Rows {
    by_id: HashMap<SessionId, SessionRow>,
    by_subject: HashMap<String, BTreeSet<SessionId>>,
    by_expiry: BTreeSet<(NumericDate, SessionId)>,
}

impl MemoryStore {
    /// An empty store for at most this number of sessions. One needs about 500 bytes, and
    /// the data of the application.
    ///
    /// # Errors
    /// `invalid_config` if the limit is 0.
    pub fn new(limit: usize) -> Result<Self, Error> {
        if limit == 0 {
            return Err(Error::new(Code::Config, "expected a store for at least 1 session, found 0"));
        }
        Ok(Self { limit, rows: Mutex::default() })
    }

    /// No method leaves the rows half changed, so a panic elsewhere does not matter.
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SessionStore for MemoryStore {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move { self.rows().insert(row, self.limit) })
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        Box::pin(async move { Ok(self.rows().advance(advance)) })
    }

    fn revoke<'a>(&'a self, sessions: Revoke<'a>, at: NumericDate) -> BoxFuture<'a, Result<u64, BoxError>> {
        Box::pin(async move { Ok(self.rows().revoke(sessions, at)) })
    }
}

impl Rows {
    fn insert(&mut self, row: &SessionRow, limit: usize) -> Result<(), BoxError> {
        self.remove_expired(row.created_at);
        if self.by_id.len() >= limit {
            return Err(format!("the store in memory has {limit} sessions, which is its limit").into());
        }
        match self.by_id.entry(row.id) {
            Entry::Occupied(_) => return Err("there is a session with this id".into()),
            Entry::Vacant(entry) => entry.insert(row.clone()),
        };
        self.by_subject.entry(row.subject.clone()).or_default().insert(row.id);
        self.by_expiry.insert((row.idle_expires_at, row.id));
        Ok(())
    }

    fn advance(&mut self, advance: &Advance) -> Advanced {
        let Some(row) = self.by_id.get_mut(&advance.id) else { return Advanced::Absent };
        if row.counter != advance.from || !row.is_open(advance.now) {
            return Advanced::Unchanged(row.clone());
        }
        let before = row.idle_expires_at;
        row.counter = advance.to;
        row.refreshed_at = advance.now;
        row.idle_expires_at = advance.idle_expires_at.min(row.absolute_expires_at);
        let row = row.clone();
        self.by_expiry.remove(&(before, row.id));
        self.by_expiry.insert((row.idle_expires_at, row.id));
        Advanced::Changed(row)
    }

    fn revoke(&mut self, sessions: Revoke<'_>, at: NumericDate) -> u64 {
        let ids: Vec<SessionId> = match sessions {
            Revoke::Session(id) => vec![id],
            Revoke::Subject(subject) => self.by_subject.get(subject).into_iter().flatten().copied().collect(),
        };
        let mut revoked = 0;
        for id in ids {
            if let Some(row) = self.by_id.get_mut(&id).filter(|row| row.revoked_at.is_none()) {
                row.revoked_at = Some(at);
                revoked += 1;
            }
        }
        revoked
    }

    fn remove_expired(&mut self, now: NumericDate) {
        while let Some(&(until, id)) = self.by_expiry.first().filter(|(until, _)| *until <= now) {
            self.by_expiry.remove(&(until, id));
            let Some(row) = self.by_id.remove(&id) else { continue };
            if let Entry::Occupied(mut ids) = self.by_subject.entry(row.subject) {
                ids.get_mut().remove(&id);
                if ids.get().is_empty() {
                    ids.remove();
                }
            }
        }
    }
}

/// The number of sessions and the limit.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sessions = self.rows().by_id.len();
        f.debug_struct("MemoryStore").field("sessions", &sessions).field("limit", &self.limit).finish()
    }
}
