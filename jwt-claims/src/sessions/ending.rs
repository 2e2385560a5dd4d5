//! How sessions end before they expire.

use crate::base::future::both;
use crate::base::numeric_date::NumericDate;
use crate::error::Error;
use crate::sessions::new_session::is_name;
use crate::sessions::observe::report;
use crate::sessions::refusal::{Refused, unavailable};
use crate::sessions::service::Sessions;
use crate::store::{Revoke, SessionId};

impl Sessions {
    /// Ends the session of a refresh token that this client sent, for a revocation endpoint (RFC
    /// 7009). A token that was replaced ends its session, too. One that is bound to a key needs
    /// no proof. False if the token is not valid, or the session was revoked before or is gone:
    /// such a request is answered with 200 as well (RFC 7009 §2.2).
    ///
    /// # Errors
    /// The same as [`revoke_session`](Self::revoke_session).
    pub async fn revoke_token(&self, refresh_token: &str, client: &str) -> Result<bool, Error> {
        match self.keys.read(refresh_token, client) {
            Some(used) => self.revoke_session(used.id).await,
            None => Ok(false),
        }
    }

    /// Ends a session, for a logout: the claim `sid` of an access token names it. False if
    /// it was revoked before, or there is none.
    ///
    /// Access tokens of the session are valid until they expire, unless they are revoked,
    /// too: see [`with_revocations`](Self::with_revocations).
    ///
    /// # Errors
    /// `store_unavailable` if a store failed. The session may have ended, and its access
    /// tokens may be revoked. Calling it again does the rest. The same holds if the future is
    /// dropped, as a server may do when a browser leaves the page: run a logout to its end,
    /// for example with `tokio::spawn`.
    pub async fn revoke_session(&self, id: SessionId) -> Result<bool, Error> {
        self.end_with_access_tokens(id, async {
            let is_revoked = self.end(id).await?;
            if is_revoked {
                report("revoked", Some(id), "it was asked for");
            }
            Ok(is_revoked)
        })
        .await
    }

    /// Ends each session of a subject: logout everywhere, or after a change of the
    /// password. Returns how many were revoked, with expired ones that are still stored. If no
    /// session can have this subject, for example an empty text, that is 0.
    ///
    /// With [`with_revocations`](Self::with_revocations), the access tokens of the subject are
    /// revoked, too. Those of the ended sessions are revoked by their `sid`, even if a refresh
    /// that had begun issues them later. Others are revoked by their `iat`. A token that is
    /// issued in the second of the call is refused, even after the call: see
    /// [`Revocations::revoke_subject`](crate::revocation::Revocations::revoke_subject).
    ///
    /// # Errors
    /// `store_unavailable` if a store failed; some sessions may have ended. Calling it again
    /// ends the others, and revokes access tokens by their `iat` until then. The same holds if
    /// the future is dropped, as for [`revoke_session`](Self::revoke_session).
    pub async fn revoke_subject(&self, subject: &str) -> Result<u64, Error> {
        let Some(revocations) = &self.revocations else {
            return Ok(self.end_sessions(subject).await?.len() as u64);
        };
        let (ended, revoked) = both(self.end_sessions(subject), revocations.revoke_subject(subject)).await;
        let ended = ended?;
        // a refresh that has begun before may issue a token with a later `iat`
        for id in &ended {
            revocations.revoke_session(&id.to_string()).await?;
        }
        revoked?;
        Ok(ended.len() as u64)
    }

    /// Revokes the access tokens of a session, too: both begin at once, and one of the two is
    /// better than none.
    async fn end_with_access_tokens(
        &self,
        id: SessionId,
        end: impl Future<Output = Result<bool, Error>>,
    ) -> Result<bool, Error> {
        let Some(revocations) = &self.revocations else { return end.await };
        let sid = id.to_string();
        let (is_revoked, access) = both(end, revocations.revoke_session(&sid)).await;
        access.and(is_revoked)
    }

    async fn end(&self, id: SessionId) -> Result<bool, Error> {
        let revoked = self.store.revoke(Revoke::Session(id), self.now()).await;
        Ok(!revoked.map_err(|error| unavailable(Some(id), &error))?.is_empty())
    }

    async fn end_sessions(&self, subject: &str) -> Result<Vec<SessionId>, Error> {
        if !is_name(subject) {
            return Ok(Vec::new());
        }
        let revoked = self.store.revoke(Revoke::Subject(subject), self.now()).await;
        let ended = revoked.map_err(|error| unavailable(None, &error))?;
        report("revoked", None, "each session of a subject");
        Ok(ended)
    }

    /// Refuses a token of a session that was revoked at this time. If its access tokens could
    /// not be revoked then, this revokes them: after a theft, nobody repeats the call.
    pub(super) async fn end_again(&self, id: SessionId, at: NumericDate) -> Error {
        if let Some(revocations) = &self.revocations
            && let Err(error) = revocations.complete_session(&id.to_string(), at).await
        {
            return error;
        }
        Error::from(Refused::Ended(id, "it was revoked"))
    }

    /// Ends a session whose token was used twice.
    pub(super) async fn end_stolen(&self, id: SessionId) -> Error {
        match self.end_with_access_tokens(id, self.end(id)).await {
            Ok(_) => Error::from(Refused::Reused(id)),
            Err(error) => {
                let reason = "a store failed, so the session or its access tokens may still be valid";
                report("refresh_token_reused", Some(id), reason);
                error
            }
        }
    }
}
