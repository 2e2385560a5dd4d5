//! What a store of sessions does. It decides nothing: the rules are in `Sessions`, once
//! for every store.

use std::sync::Arc;

use crate::base::numeric_date::NumericDate;
use crate::store::boxed::{BoxError, BoxFuture};
use crate::store::session_id::SessionId;
use crate::store::session_row::SessionRow;

/// Keeps the rows of sessions: implement it for another database. A method returns after the
/// write is as durable as the database can make it.
///
/// Each change of one row is one atomic step. What comes before or after it need not be part of
/// that step: [`advance`](Self::advance) may read the row afterwards if it did not change it, and
/// [`revoke`](Self::revoke) may change the rows of a subject one after the other. A row that was
/// created before a subject is revoked must be among those that are revoked.
///
/// An error of a store is written to the log, so its text must not have secrets.
///
/// Rows that have expired may be removed, and revoked ones too: a session without a row has
/// ended. A store must not remove other rows. If it is full, [`create`](Self::create) fails.
///
/// Times come with each call, so that a store needs no clock.
pub trait SessionStore: Send + Sync + 'static {
    /// Adds a row, if there is none with its id.
    ///
    /// # Errors
    /// If the row was not stored, or there is one with this id: it must not be replaced.
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>>;

    /// Changes the counter of a row if it is the expected one and the session is open: one
    /// compare-and-swap. If it did not change the row, it returns the row as it is then. Of
    /// several calls at the same time with the same `from`, one succeeds.
    ///
    /// # Errors
    /// If the store failed. Whether the row was changed is then unknown.
    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>>;

    /// Sets `revoked_at` of rows where it is not set, also of expired ones. Returns the ids of
    /// these rows: each row that this call has changed, and no other.
    ///
    /// # Errors
    /// If the store failed. Some sessions may have been revoked.
    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>>;
}

/// A change of the counter of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advance {
    /// The id of the session.
    pub id: SessionId,
    /// The expected counter.
    pub from: u64,
    /// The new counter.
    pub to: u64,
    /// The time now, which becomes `refreshed_at`. The change fails unless it is before
    /// `idle_expires_at` of the row.
    pub now: NumericDate,
    /// The new `idle_expires_at`; the row gets `absolute_expires_at` if that is earlier.
    pub idle_expires_at: NumericDate,
}

/// The result of [`SessionStore::advance`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advanced {
    /// The row was changed; this is the new one.
    Changed(SessionRow),
    /// The row has another counter, has expired or was revoked; this is the row.
    Unchanged(SessionRow),
    /// There is no row.
    Absent,
}

/// Which sessions [`SessionStore::revoke`] ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoke<'a> {
    /// The session with this id.
    Session(SessionId),
    /// Each session of this subject.
    Subject(&'a str),
}

/// A shared store, also as a trait object: `Arc<dyn SessionStore>` is a store.
impl<S: SessionStore + ?Sized> SessionStore for Arc<S> {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        (**self).create(row)
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        (**self).advance(advance)
    }

    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>> {
        (**self).revoke(sessions, at)
    }
}
