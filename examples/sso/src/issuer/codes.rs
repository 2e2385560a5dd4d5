//! Authorization codes (RFC 6749 §4.1.2): used once, and for a minute.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jwt_claims::sessions::SessionId;

use super::clients::Client;
use super::pkce::CodeChallenge;
use super::random::random_text;

/// How long a code is valid, in seconds. A client exchanges it at once.
const LIFETIME: i64 = 60;
/// The most codes at a time. A login is needed for each.
const LIMIT: usize = 10_000;

/// What the user has granted, and to whom.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) client: Client,
    pub(super) challenge: CodeChallenge,
    /// The service that the tokens are for.
    pub(super) resource: String,
    pub(super) scope: String,
    pub(super) nonce: Option<String>,
    pub(super) subject: String,
    /// The session of the browser at the issuer.
    pub(super) session: SessionId,
}

enum Entry {
    Fresh(Box<Grant>),
    /// It was exchanged, and this session was created for it, if any.
    Used(Option<SessionId>),
}

/// What a code is worth.
pub(super) enum Redeemed {
    /// It is valid, and used from now on.
    Granted(Box<Grant>),
    /// It was used before. Somebody has a copy, so the session that it created ends (§4.1.2).
    Used(Option<SessionId>),
    /// It does not exist, or has expired.
    Unknown,
}

/// The codes that were issued in the last minute.
#[derive(Default)]
pub(super) struct Codes(Mutex<HashMap<String, (i64, Entry)>>);

impl Codes {
    /// A new code; `None` if there are too many.
    pub(super) fn issue(&self, grant: Grant, now: i64) -> Option<String> {
        let mut entries = self.entries();
        entries.retain(|_, (until, _)| *until > now);
        if entries.len() >= LIMIT {
            return None;
        }
        let code = random_text();
        entries.insert(code.clone(), (now + LIFETIME, Entry::Fresh(Box::new(grant))));
        Some(code)
    }

    /// Uses a code up.
    pub(super) fn redeem(&self, code: &str, now: i64) -> Redeemed {
        let mut entries = self.entries();
        let Some((_, entry)) = entries.get_mut(code).filter(|(until, _)| *until > now) else {
            return Redeemed::Unknown;
        };
        match std::mem::replace(entry, Entry::Used(None)) {
            Entry::Fresh(grant) => Redeemed::Granted(grant),
            Entry::Used(session) => Redeemed::Used(session),
        }
    }

    /// Remembers the session that was created for a code, to end it if the code comes again.
    pub(super) fn created(&self, code: &str, session: SessionId) {
        if let Some((_, entry)) = self.entries().get_mut(code) {
            *entry = Entry::Used(Some(session));
        }
    }

    /// Each change is one step, so a panic elsewhere does not matter.
    fn entries(&self) -> MutexGuard<'_, HashMap<String, (i64, Entry)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
