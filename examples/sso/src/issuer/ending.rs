//! The store of the issuer's sessions. Whatever ends a session forgets its codes, too: a
//! logout, a second login, a revocation, or a stolen refresh token.

use std::sync::Arc;

use jwt_claims::NumericDate;
use jwt_claims::store::{
    Advance, Advanced, BoxError, BoxFuture, MemoryStore, Revoke, SessionId, SessionRow, SessionStore,
};

use super::codes::{Codes, Owner};

/// A store of sessions, with their codes.
pub(super) struct WithCodes {
    pub(super) store: Arc<MemoryStore>,
    pub(super) codes: Arc<Codes>,
}

impl SessionStore for WithCodes {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        self.store.create(row)
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        self.store.advance(advance)
    }

    /// The codes end first, so that none of them becomes a session that is missed.
    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>> {
        Box::pin(async move {
            let ending = self.codes.end(match sessions {
                Revoke::Session(id) => Owner::Session(id),
                Revoke::Subject(subject) => Owner::Subject(subject.to_owned()),
            });
            let revoked = self.store.revoke(sessions, at).await?;
            ending.remember(&revoked, at.seconds());
            Ok(revoked)
        })
    }
}
