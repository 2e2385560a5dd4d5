//! What creates and refreshes sessions.

use std::fmt;
use std::sync::Arc;

use crate::base::clock::{Clock, Time};
use crate::base::numeric_date::NumericDate;
use crate::error::Error;
use crate::key::thumbprint::Thumbprint;
use crate::revocation::Revocations;
use crate::sessions::lifetimes::Lifetimes;
use crate::sessions::new_session::NewSession;
use crate::sessions::observe::report;
use crate::sessions::presenter::Presenter;
use crate::sessions::refresh_token::{TokenKeys, Use};
use crate::sessions::refusal::{Refused, unavailable};
use crate::sessions::secret::Secret;
use crate::sessions::session::{Outcome, Session};
use crate::store::SessionId;
use crate::store::SessionRow;
use crate::store::{Advance, Advanced, SessionStore};

/// How often a refresh is tried again because the row changed meanwhile. More than twice is
/// not expected.
const MAX_ATTEMPTS: usize = 4;

/// How many refreshes a token may be behind within the grace: the tabs that a browser opens at
/// once. A thief who refreshes faster than the grace gets further ahead, and is detected.
const MAX_BEHIND: u64 = 4;

/// Creates, refreshes and ends sessions. It has the rules; the store keeps the rows. Cloning
/// is cheap.
#[derive(Clone)]
pub struct Sessions {
    pub(super) store: Arc<dyn SessionStore>,
    pub(super) keys: TokenKeys,
    lifetimes: Lifetimes,
    accepts_lost_answers: bool,
    pub(super) revocations: Option<Revocations>,
    clock: Time,
}

/// What becomes of a refresh token that did not change its session.
enum Judgement {
    /// The counter of the row is not what it was assumed to be.
    Again {
        from: u64,
    },
    Repeated,
    Outdated,
    Reused,
    Expired,
    Revoked(NumericDate),
}

impl Sessions {
    /// Sessions in this store, with refresh tokens under this secret. Each replica of a
    /// service needs the same of both.
    #[must_use]
    pub fn new(store: impl SessionStore, secret: Secret) -> Self {
        let keys = TokenKeys::new(secret);
        Self {
            store: Arc::new(store),
            keys,
            lifetimes: Lifetimes::default(),
            accepts_lost_answers: false,
            revocations: None,
            clock: Time::default(),
        }
    }

    /// Accepts refresh tokens under another secret, too. New ones are under the secret of
    /// [`new`](Self::new).
    ///
    /// To replace a secret: give every replica the new one here, then exchange the two,
    /// and leave out the old one when sessions have been refreshed or have expired: after
    /// [`Lifetimes::idle`]. A secret that was stolen must be left out at once, which ends
    /// sessions.
    #[must_use]
    pub fn with_accepted_secret(mut self, secret: Secret) -> Self {
        self.keys.accept(secret);
        self
    }

    /// Sets how long sessions last.
    ///
    /// # Errors
    /// `invalid_config` if a value is outside its limits.
    pub fn with_lifetimes(self, lifetimes: Lifetimes) -> Result<Self, Error> {
        lifetimes.check()?;
        Ok(Self { lifetimes, ..self })
    }

    /// Gives the newest refresh token again for the one before it, also after
    /// [`Lifetimes::grace`], until the newest one has been used. It is for clients that lose
    /// answers and are away for longer, such as phones in a tunnel.
    ///
    /// The price: a thief who has a used token can use it until the client refreshes. Then both
    /// have the newest token, and the theft is detected at a later refresh.
    #[must_use]
    pub fn accept_lost_answers(self) -> Self {
        Self { accepts_lost_answers: true, ..self }
    }

    /// Also revokes the access tokens of a session when it is ended early, and those of a
    /// subject when its sessions are ended. Without it they are valid until they expire. They
    /// need the claims `sid`, the [id](Session::id) of the session, and `sub`; and the services
    /// that accept them need guards [with
    /// revocations](crate::http::Guard::with_revocations) in the same store.
    #[must_use]
    pub fn with_revocations(self, revocations: Revocations) -> Self {
        Self { revocations: Some(revocations), ..self }
    }

    /// Sets the clock. Default: the system clock. The clocks of replicas should differ by
    /// less than [`Lifetimes::grace`].
    #[must_use]
    pub fn with_clock(self, clock: impl Clock) -> Self {
        Self { clock: Time::Given(Arc::new(clock)), ..self }
    }

    /// Creates a session, after a login.
    ///
    /// # Errors
    /// `store_unavailable` if it was not stored; `unsupported` if the system has no random
    /// numbers.
    pub async fn create(&self, login: NewSession) -> Result<Session, Error> {
        let now = self.now();
        let id = SessionId::random().ok_or_else(no_random_numbers)?;
        let absolute_expires_at = now.plus(self.lifetimes.absolute.as_secs());
        let row = SessionRow {
            id,
            subject: login.subject,
            client: login.client,
            counter: 0,
            refreshed_at: now,
            created_at: now,
            idle_expires_at: self.idle_end(now).min(absolute_expires_at),
            absolute_expires_at,
            revoked_at: None,
            data: login.data,
        };
        self.store.create(&row).await.map_err(|error| unavailable(Some(id), &error))?;
        report("created", Some(id), "");
        Ok(self.session(row, login.key, now, Outcome::Created))
    }

    /// Refreshes a session: see [the table](crate::sessions#what-happens). `presenter` is the
    /// client that sent the token, as the token endpoint has authenticated it: its name, or a
    /// [`Presenter`] with a key if the session is bound to one.
    ///
    /// If the answer does not reach the client, it can send the same token again within
    /// [`Lifetimes::grace`]. A used token that comes later revokes the session, and its access
    /// tokens if there are [revocations](Self::with_revocations) (RFC 9700 §4.14.2).
    ///
    /// # Errors
    /// - `refresh_token_invalid`, `refresh_token_outdated`, `refresh_token_reused` or
    ///   `session_ended`: answer with [`TokenError`](crate::sessions::TokenError).
    /// - `store_unavailable` if a store failed, also if a session could not be revoked: answer
    ///   with 503.
    pub async fn refresh<'p>(
        &self,
        refresh_token: &str,
        presenter: impl Into<Presenter<'p>>,
    ) -> Result<Session, Error> {
        let presenter = presenter.into();
        let used = self.keys.read(refresh_token, presenter.client);
        let Some(used) = used.filter(|used| used.key == presenter.key) else {
            return Err(Error::from(Refused::Invalid));
        };
        let now = self.now();
        let to = used.counter.saturating_add(1);
        let mut from = used.counter;
        for _ in 0..MAX_ATTEMPTS {
            let advance = Advance { id: used.id, from, to, now, idle_expires_at: self.idle_end(now) };
            let advanced = self.store.advance(&advance).await;
            let row = match advanced.map_err(|error| unavailable(Some(used.id), &error))? {
                Advanced::Changed(row) => {
                    return Ok(self.refreshed(row, used.key, now, from == used.counter));
                }
                Advanced::Absent => {
                    return Err(Error::from(Refused::Ended(used.id, "there is no such session")));
                }
                Advanced::Unchanged(row) => row,
            };
            match self.judge(&row, used, now) {
                Judgement::Again { from: counter } => from = counter,
                Judgement::Repeated => {
                    report("repeated", Some(used.id), "");
                    return Ok(self.session(row, used.key, now, Outcome::Repeated));
                }
                Judgement::Outdated => return Err(Error::from(Refused::Outdated(used.id))),
                Judgement::Expired => {
                    return Err(Error::from(Refused::Ended(used.id, "it has expired")));
                }
                Judgement::Revoked(at) => return Err(self.end_again(used.id, at).await),
                Judgement::Reused => return Err(self.end_stolen(used.id).await),
            }
        }
        Err(unavailable(Some(used.id), &"the row of the session changes too often".into()))
    }

    fn judge(&self, row: &SessionRow, used: Use, now: NumericDate) -> Judgement {
        if let Some(at) = row.revoked_at {
            return Judgement::Revoked(at);
        }
        if !row.is_open(now) {
            return Judgement::Expired;
        }
        // Both ways: the clock of this replica may be behind. A clock that was set back by an
        // hour must not keep the window open for an hour.
        let elapsed = now.seconds().abs_diff(row.refreshed_at.seconds());
        let grace = self.lifetimes.grace.as_secs();
        let is_in_grace = grace > 0 && elapsed <= grace;
        match row.counter.checked_sub(used.counter) {
            // The MAC says that the service issued this token, so the store has lost writes;
            // or the row was changed between the two steps of a store.
            None | Some(0) => Judgement::Again { from: row.counter },
            Some(1) if is_in_grace || self.accepts_lost_answers => Judgement::Repeated,
            // a third tab, while two others refreshed
            Some(2..=MAX_BEHIND) if is_in_grace => Judgement::Outdated,
            Some(_) => Judgement::Reused,
        }
    }

    fn refreshed(
        &self,
        row: SessionRow,
        key: Option<Thumbprint>,
        now: NumericDate,
        is_expected: bool,
    ) -> Session {
        let (outcome, name, reason) = match is_expected {
            true => (Outcome::Rotated, "rotated", ""),
            false => {
                (Outcome::Recovered, "recovered", "the refresh token is newer than the row: writes were lost")
            }
        };
        report(name, Some(row.id), reason);
        self.session(row, key, now, outcome)
    }

    fn session(
        &self,
        row: SessionRow,
        key: Option<Thumbprint>,
        now: NumericDate,
        outcome: Outcome,
    ) -> Session {
        let next = Use { id: row.id, counter: row.counter, key };
        let refresh_token = self.keys.write(next, &row.client);
        Session { row, refresh_token, now, outcome }
    }

    fn idle_end(&self, now: NumericDate) -> NumericDate {
        now.plus(self.lifetimes.idle.as_secs())
    }

    /// Stores have whole seconds.
    pub(super) fn now(&self) -> NumericDate {
        self.clock.now().floor()
    }
}

/// The settings; nothing of the secrets.
impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("keys", &self.keys)
            .field("lifetimes", &self.lifetimes)
            .field("accepts_lost_answers", &self.accepts_lost_answers)
            .field("revocations", &self.revocations)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

#[cold]
fn no_random_numbers() -> Error {
    Error::unsupported("the operating system's random generator failed; no session was created")
}
