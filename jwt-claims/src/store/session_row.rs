//! What a store keeps of a session.

use crate::base::numeric_date::NumericDate;
use crate::store::session_id::SessionId;

/// A session as a store keeps it. Times are whole seconds since 1970, UTC:
/// [`NumericDate::seconds`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The primary key.
    pub id: SessionId,
    /// Who logged in; up to 255 bytes. A store finds sessions by it.
    pub subject: String,
    /// The client that the session is bound to; up to 255 bytes.
    pub client: String,
    /// How many times the session was refreshed. Fits into 63 bits.
    pub counter: u64,
    /// The last refresh, or the login.
    pub refreshed_at: NumericDate,
    /// The login.
    pub created_at: NumericDate,
    /// When the session ends unless it is refreshed; not after `absolute_expires_at`.
    pub idle_expires_at: NumericDate,
    /// When the session ends in any case. It does not change.
    pub absolute_expires_at: NumericDate,
    /// When the session was revoked. It does not change once it is set.
    pub revoked_at: Option<NumericDate>,
    /// The application's data: JSON text of up to 16 KiB.
    pub data: String,
}

impl SessionRow {
    /// True if the session has neither expired nor been revoked.
    #[must_use]
    pub fn is_open(&self, now: NumericDate) -> bool {
        self.revoked_at.is_none() && now < self.idle_expires_at
    }
}
