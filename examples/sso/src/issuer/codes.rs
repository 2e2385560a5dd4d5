//! Authorization codes (RFC 6749 §4.1.2): used once, and for a minute.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jwt_claims::NumericDate;
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
    /// It was used before. Somebody has a copy, so the session of its tokens ends (§4.1.2).
    Used(Option<SessionId>),
    /// It does not exist, or has expired.
    Unknown,
}

/// The codes that were issued in the last minute.
#[derive(Default)]
pub(super) struct Codes(Mutex<HashMap<String, Entry>>);

impl Codes {
    /// A new code; `None` if there are too many.
    pub(super) fn issue(&self, grant: Grant, now: i64) -> Option<String> {
        let mut entries = self.entries();
        entries.retain(|_, entry| entry.until > now);
        if entries.len() >= LIMIT {
            return None;
        }
        let code = random_text();
        let entry = Entry { until: now + LIFETIME, grant: Arc::new(grant), state: State::Fresh };
        entries.insert(code.clone(), entry);
        Some(code)
    }

    /// Uses a code up.
    pub(super) fn redeem(&self, code: &str, now: i64) -> Redemption {
        let mut entries = self.entries();
        let Some(entry) = entries.get_mut(code).filter(|entry| entry.until > now) else {
            return Redemption::Unknown;
        };
        match entry.state {
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
        match self.entries().get_mut(code) {
            Some(entry) if matches!(entry.state, State::Redeemed) => {
                entry.state = State::Exchanged(session);
                true
            }
            _ => false,
        }
    }

    /// Forgets the codes of a session that ends.
    pub(super) fn forget_session(&self, session: SessionId) {
        self.forget(|grant| grant.session == session);
    }

    /// Forgets the codes of a user whose sessions end.
    pub(super) fn forget_subject(&self, subject: &str) {
        self.forget(|grant| grant.subject == subject);
    }

    /// Those that were exchanged remain: if one comes again, the session of its tokens ends.
    fn forget(&self, is_over: impl Fn(&Grant) -> bool) {
        self.entries()
            .retain(|_, entry| matches!(entry.state, State::Exchanged(_)) || !is_over(&entry.grant));
    }

    /// Each change is one step, so a panic elsewhere does not matter.
    fn entries(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROWSER: SessionId = SessionId::from_bytes([1; 16]);
    const OTHER: SessionId = SessionId::from_bytes([2; 16]);

    fn issue(codes: &Codes) -> String {
        let grant = Grant {
            client: Client { id: "page", redirect_uri: String::new(), resources: Vec::new() },
            challenge: CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap(),
            resource: String::new(),
            scope: String::new(),
            nonce: None,
            subject: "alice".into(),
            session: BROWSER,
            auth_time: NumericDate::from_seconds(0).unwrap(),
        };
        codes.issue(grant, 0).unwrap()
    }

    #[test]
    fn a_code_that_comes_again_names_the_session_of_its_tokens() {
        let codes = Codes::default();
        let code = issue(&codes);
        assert!(matches!(codes.redeem(&code, 59), Redemption::Granted(_)));
        assert!(codes.exchanged(&code, OTHER));
        assert!(matches!(codes.redeem(&code, 59), Redemption::Used(Some(OTHER))));
        assert!(matches!(codes.redeem(&code, 60), Redemption::Unknown));
    }

    #[test]
    fn a_code_that_comes_again_before_it_has_tokens_gets_none() {
        let codes = Codes::default();
        let code = issue(&codes);
        assert!(matches!(codes.redeem(&code, 0), Redemption::Granted(_)));
        assert!(matches!(codes.redeem(&code, 0), Redemption::Used(None)));
        assert!(!codes.exchanged(&code, OTHER));
    }

    #[test]
    fn a_code_whose_session_ends_gets_no_tokens() {
        let ends: [fn(&Codes); 2] =
            [|codes| codes.forget_session(BROWSER), |codes| codes.forget_subject("alice")];
        for end in ends {
            let codes = Codes::default();
            let (fresh, redeemed, exchanged) = (issue(&codes), issue(&codes), issue(&codes));
            codes.redeem(&redeemed, 0);
            codes.redeem(&exchanged, 0);
            assert!(codes.exchanged(&exchanged, OTHER));
            end(&codes);
            assert!(matches!(codes.redeem(&fresh, 0), Redemption::Unknown));
            assert!(!codes.exchanged(&redeemed, OTHER));
            assert!(matches!(codes.redeem(&exchanged, 0), Redemption::Used(Some(OTHER))));
        }
    }

    #[test]
    fn other_codes_remain() {
        let codes = Codes::default();
        let code = issue(&codes);
        codes.forget_session(OTHER);
        codes.forget_subject("bob");
        assert!(matches!(codes.redeem(&code, 0), Redemption::Granted(_)));
    }
}
