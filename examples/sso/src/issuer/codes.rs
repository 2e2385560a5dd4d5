//! Authorization codes (RFC 6749 §4.1.2): used once, and for a minute.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jwt_claims::NumericDate;
use jwt_claims::sessions::{Session, SessionId};

use super::clients::Client;
use super::pkce::CodeChallenge;
use super::random::random_text;
use super::refusal::Refusal;

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
    /// The known scopes of the request. `None` if it named none.
    pub(super) scope: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) subject: String,
    /// The session of the browser at the issuer.
    pub(super) session: SessionId,
    /// When the user entered the password.
    pub(super) auth_time: NumericDate,
}

struct Entry {
    until: i64,
    grant: Arc<Grant>,
    state: State,
}

enum State {
    Fresh,
    /// It was redeemed, and has no tokens yet.
    Redeemed,
    /// It came again before it had tokens.
    Replayed,
    /// Its tokens are of this session.
    Exchanged(SessionId),
}

/// What a code is worth.
pub(super) enum Redemption {
    /// It is valid, and used from now on.
    Granted(Arc<Grant>),
    /// It is for another service than the requested one, and remains valid.
    OtherResource,
    /// It was used before. Somebody has a copy, so the session of its tokens ends (§4.1.2).
    Used(Option<SessionId>),
    /// It does not exist, or has expired.
    Unknown,
}

/// The codes that were issued in the last minute.
#[derive(Default)]
pub(super) struct Codes(Mutex<Book>);

#[derive(Default)]
struct Book {
    entries: HashMap<String, Entry>,
    /// Logouts that are in progress.
    ending: Vec<Owner>,
    /// The sessions that ended in the last minute: a request that has used their refresh token
    /// before may be on its way to a code.
    ended: HashMap<SessionId, i64>,
}

/// Whose codes they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// This session of a browser.
    Session(SessionId),
    /// This user.
    Subject(String),
}

impl Owner {
    fn has(&self, session: SessionId, subject: &str) -> bool {
        match self {
            Self::Session(id) => session == *id,
            Self::Subject(one) => subject == one,
        }
    }
}

impl Codes {
    /// A new code.
    ///
    /// # Errors
    /// `login_required` if the session has ended, `temporarily_unavailable` if there are too many
    /// codes.
    pub(super) fn issue(&self, grant: Grant, now: i64) -> Result<String, Refusal> {
        let mut book = self.book();
        book.remove_expired(now);
        if book.has_ended(grant.session, &grant.subject) {
            return Err(Refusal::LOGIN_REQUIRED);
        }
        if book.entries.len() >= LIMIT {
            return Err(Refusal::BUSY);
        }
        let code = random_text();
        let entry = Entry { until: now + LIFETIME, grant: Arc::new(grant), state: State::Fresh };
        book.entries.insert(code.clone(), entry);
        Ok(code)
    }

    /// True if this session ends, or has ended in the last minute.
    pub(super) fn has_ended(&self, session: &Session) -> bool {
        self.book().has_ended(session.id(), session.subject())
    }

    /// Uses a code up, unless the client asks for another service than the granted one.
    pub(super) fn redeem(&self, code: &str, resource: Option<&str>, now: i64) -> Redemption {
        let mut book = self.book();
        let Some(entry) = book.entries.get_mut(code).filter(|entry| entry.until > now) else {
            return Redemption::Unknown;
        };
        match entry.state {
            State::Fresh if resource.is_some_and(|resource| resource != entry.grant.resource) => {
                Redemption::OtherResource
            }
            State::Fresh => {
                entry.state = State::Redeemed;
                Redemption::Granted(Arc::clone(&entry.grant))
            }
            State::Redeemed | State::Replayed => {
                entry.state = State::Replayed;
                Redemption::Used(None)
            }
            State::Exchanged(session) => Redemption::Used(Some(session)),
        }
    }

    /// Remembers the session of the tokens for a redeemed code. False if the code came again
    /// meanwhile, or was forgotten: then this session must end.
    #[must_use]
    pub(super) fn exchanged(&self, code: &str, session: SessionId) -> bool {
        match self.book().entries.get_mut(code) {
            Some(entry) if matches!(entry.state, State::Redeemed) => {
                entry.state = State::Exchanged(session);
                true
            }
            _ => false,
        }
    }

    /// Forgets the codes of an owner whose sessions end, and issues none until the end of the
    /// [`Ending`]. Those that were exchanged remain: if one comes again, the session of its tokens
    /// ends.
    pub(super) fn end(&self, owner: Owner) -> Ending<'_> {
        let mut book = self.book();
        book.entries.retain(|_, Entry { grant, state, .. }| {
            matches!(state, State::Exchanged(_)) || !owner.has(grant.session, &grant.subject)
        });
        book.ending.push(owner.clone());
        Ending { codes: self, owner }
    }

    /// Each change is one step, so a panic elsewhere does not matter.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn remove_expired(&mut self, now: i64) {
        self.entries.retain(|_, entry| entry.until > now);
        self.ended.retain(|_, until| *until > now);
    }

    fn has_ended(&self, session: SessionId, subject: &str) -> bool {
        self.ended.contains_key(&session) || self.ending.iter().any(|owner| owner.has(session, subject))
    }
}

/// The time in which sessions end.
pub(super) struct Ending<'a> {
    codes: &'a Codes,
    owner: Owner,
}

impl Ending<'_> {
    /// These sessions have ended.
    pub(super) fn remember(&self, sessions: &[SessionId], now: i64) {
        let mut book = self.codes.book();
        book.remove_expired(now);
        book.ended.extend(sessions.iter().map(|id| (*id, now + LIFETIME)));
    }
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let mut book = self.codes.book();
        if let Some(at) = book.ending.iter().position(|owner| *owner == self.owner) {
            book.ending.swap_remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROWSER: SessionId = SessionId::from_bytes([1; 16]);
    const OTHER: SessionId = SessionId::from_bytes([2; 16]);

    fn grant() -> Grant {
        Grant {
            client: Client { id: "page", redirect_uri: String::new(), resources: Vec::new() },
            challenge: CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap(),
            resource: String::new(),
            scope: None,
            nonce: None,
            subject: "alice".into(),
            session: BROWSER,
            auth_time: NumericDate::from_seconds(0).unwrap(),
        }
    }

    fn issue(codes: &Codes) -> String {
        codes.issue(grant(), 0).unwrap()
    }

    fn owners() -> [Owner; 2] {
        [Owner::Session(BROWSER), Owner::Subject("alice".into())]
    }

    #[test]
    fn a_code_that_comes_again_names_the_session_of_its_tokens() {
        let codes = Codes::default();
        let code = issue(&codes);
        assert!(matches!(codes.redeem(&code, None, 59), Redemption::Granted(_)));
        assert!(codes.exchanged(&code, OTHER));
        assert!(matches!(codes.redeem(&code, None, 59), Redemption::Used(Some(OTHER))));
        assert!(matches!(codes.redeem(&code, None, 60), Redemption::Unknown));
    }

    #[test]
    fn a_code_that_comes_again_before_it_has_tokens_gets_none() {
        let codes = Codes::default();
        let code = issue(&codes);
        assert!(matches!(codes.redeem(&code, None, 0), Redemption::Granted(_)));
        assert!(matches!(codes.redeem(&code, None, 0), Redemption::Used(None)));
        assert!(!codes.exchanged(&code, OTHER));
    }

    #[test]
    fn a_code_whose_session_ends_gets_no_tokens() {
        for owner in owners() {
            let codes = Codes::default();
            let (fresh, redeemed, exchanged) = (issue(&codes), issue(&codes), issue(&codes));
            codes.redeem(&redeemed, None, 0);
            codes.redeem(&exchanged, None, 0);
            assert!(codes.exchanged(&exchanged, OTHER));
            drop(codes.end(owner));
            assert!(matches!(codes.redeem(&fresh, None, 0), Redemption::Unknown));
            assert!(!codes.exchanged(&redeemed, OTHER));
            assert!(matches!(codes.redeem(&exchanged, None, 0), Redemption::Used(Some(OTHER))));
        }
    }

    #[test]
    fn other_codes_remain() {
        let codes = Codes::default();
        let code = issue(&codes);
        for owner in [Owner::Session(OTHER), Owner::Subject("bob".into())] {
            let ending = codes.end(owner);
            issue(&codes);
            ending.remember(&[OTHER], 0);
        }
        issue(&codes);
        assert!(matches!(codes.redeem(&code, None, 0), Redemption::Granted(_)));
    }

    #[test]
    fn a_session_that_has_just_ended_gets_no_code() {
        for owner in owners() {
            let codes = Codes::default();
            let ending = codes.end(owner);
            let refused = |now| codes.issue(grant(), now).unwrap_err().is_login_required();
            assert!(refused(0), "while it ends");
            ending.remember(&[BROWSER], 0);
            drop(ending);
            assert!(refused(59), "after its end");
            assert!(codes.issue(Grant { session: OTHER, ..grant() }, 59).is_ok(), "the next login");
            assert!(codes.issue(grant(), 60).is_ok(), "it is forgotten");
        }
    }
}
