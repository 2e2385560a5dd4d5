//! The sessions of a store in memory.

use std::collections::hash_map;
use std::collections::{BTreeSet, HashMap};

use crate::base::numeric_date::NumericDate;
use crate::store::boxed::BoxError;
use crate::store::session_id::SessionId;
use crate::store::session_row::SessionRow;
use crate::store::session_store::{Advance, Advanced, Revoke};

#[derive(Default)]
pub(super) struct Rows {
    /// Boxed, because up to half of the places of a map are empty.
    by_id: HashMap<SessionId, Box<SessionRow>>,
    by_subject: BTreeSet<(String, SessionId)>,
    by_expiry: BTreeSet<(NumericDate, SessionId)>,
    /// They make room for new ones.
    revoked: BTreeSet<(NumericDate, SessionId)>,
}

impl Rows {
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn insert(&mut self, row: &SessionRow, limit: usize) -> Result<(), BoxError> {
        self.remove_expired(row.created_at);
        if self.by_id.len() >= limit {
            let revoked = self.revoked.first().map(|(_, id)| *id);
            let Some(id) = revoked.filter(|_| !self.by_id.contains_key(&row.id)) else {
                return Err(format!("the store in memory has {limit} sessions, which is its limit").into());
            };
            self.remove(id);
        }
        match self.by_id.entry(row.id) {
            hash_map::Entry::Occupied(_) => return Err("there is a session with this id".into()),
            hash_map::Entry::Vacant(entry) => entry.insert(Box::new(row.clone())),
        };
        self.by_subject.insert((row.subject.clone(), row.id));
        self.by_expiry.insert((row.idle_expires_at, row.id));
        self.revoked.extend(row.revoked_at.map(|at| (at, row.id)));
        Ok(())
    }

    pub(super) fn advance(&mut self, advance: &Advance) -> Advanced {
        let Some(row) = self.by_id.get_mut(&advance.id) else { return Advanced::Absent };
        if row.counter != advance.from || !row.is_open(advance.now) {
            return Advanced::Unchanged(SessionRow::clone(row));
        }
        let before = row.idle_expires_at;
        row.counter = advance.to;
        row.refreshed_at = advance.now;
        row.idle_expires_at = advance.idle_expires_at.min(row.absolute_expires_at);
        let row = SessionRow::clone(row);
        self.by_expiry.remove(&(before, row.id));
        self.by_expiry.insert((row.idle_expires_at, row.id));
        Advanced::Changed(row)
    }

    pub(super) fn revoke(&mut self, sessions: Revoke<'_>, at: NumericDate) -> Vec<SessionId> {
        let mut ids: Vec<SessionId> = match sessions {
            Revoke::Session(id) => vec![id],
            Revoke::Subject(subject) => {
                let first = (subject.to_owned(), SessionId::from_bytes([0; 16]));
                let of_subject = self.by_subject.range(first..).take_while(|(other, _)| other == subject);
                of_subject.map(|(_, id)| *id).collect()
            }
        };
        ids.retain(|id| {
            let row = self.by_id.get_mut(id).filter(|row| row.revoked_at.is_none());
            row.is_some_and(|row| {
                row.revoked_at = Some(at);
                self.revoked.insert((at, *id));
                true
            })
        });
        ids
    }

    fn remove_expired(&mut self, now: NumericDate) {
        while let Some(&(_, id)) = self.by_expiry.first().filter(|(until, _)| *until <= now) {
            self.remove(id);
        }
    }

    fn remove(&mut self, id: SessionId) {
        let Some(row) = self.by_id.remove(&id) else { return };
        self.by_expiry.remove(&(row.idle_expires_at, id));
        if let Some(at) = row.revoked_at {
            self.revoked.remove(&(at, id));
        }
        self.by_subject.remove(&(row.subject, id));
    }
}
