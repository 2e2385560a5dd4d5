//! The store of the issuer's sessions. Whatever ends a session forgets its codes, too: a
//! logout, a second login, a revocation, or a stolen refresh token.

use std::sync::Arc;

use jwt_claims::NumericDate;
use jwt_claims::store::{
    Advance, Advanced, BoxError, BoxFuture, MemoryStore, Revoke, SessionId, SessionRow, SessionStore,
};

use super::codes::Codes;

/// A store of sessions, with their codes.
pub(super) struct WithCodes {
    pub(super) store: Arc<MemoryStore>,
    pub(super) codes: Arc<Codes>,
}

impl WithCodes {
    fn forget(&self, sessions: Revoke<'_>) {
        match sessions {
            Revoke::Session(id) => self.codes.forget_session(id),
            Revoke::Subject(subject) => self.codes.forget_subject(subject),
        }
    }
}

impl SessionStore for WithCodes {
    fn create<'a>(&'a self, row: &'a SessionRow) -> BoxFuture<'a, Result<(), BoxError>> {
        self.store.create(row)
    }

    fn advance<'a>(&'a self, advance: &'a Advance) -> BoxFuture<'a, Result<Advanced, BoxError>> {
        self.store.advance(advance)
    }

    /// Before, so that no code becomes a session that is missed; and after, because a request
    /// that was on its way may have issued another code.
    fn revoke<'a>(
        &'a self,
        sessions: Revoke<'a>,
        at: NumericDate,
    ) -> BoxFuture<'a, Result<Vec<SessionId>, BoxError>> {
        Box::pin(async move {
            self.forget(sessions);
            let revoked = self.store.revoke(sessions, at).await;
            self.forget(sessions);
            revoked
        })
    }
}
