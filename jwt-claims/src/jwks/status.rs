//! The state of fetched keys.

use std::time::{Duration, SystemTime};

/// The state of fetched keys, from [`Keys::status`](crate::jwks::Keys::status): for a
/// health check or a log.
#[derive(Clone, Debug)]
pub struct Status {
    pub(super) state: State,
    pub(super) keys: usize,
    pub(super) skipped: Vec<String>,
    pub(super) fetched_at: Option<SystemTime>,
    pub(super) stale_for: Option<Duration>,
    pub(super) attempts: u64,
    pub(super) failures: u32,
    pub(super) last_error: Option<String>,
}

/// The age of fetched keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// No keys were fetched yet.
    Pending,
    /// The keys are up to date.
    Fresh,
    /// The keys are old, and could not be fetched again. Tokens of known keys are still
    /// accepted.
    Stale,
    /// The keys are too old. No token is accepted.
    Expired,
}

impl State {
    /// `pending`, `fresh`, `stale` or `expired`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Fresh => "fresh",
            Self::Stale => "stale",
            Self::Expired => "expired",
        }
    }
}

impl Status {
    /// The age of the keys.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// True if tokens can be verified: the keys are fresh or stale.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        matches!(self.state, State::Fresh | State::Stale)
    }

    /// The number of keys in use. A JWK for several algorithms counts once for each.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.keys
    }

    /// Why entries of the set were skipped, one text for each.
    #[must_use]
    pub fn skipped(&self) -> &[String] {
        &self.skipped
    }

    /// When the keys were fetched, or last confirmed by the issuer.
    #[must_use]
    pub fn fetched_at(&self) -> Option<SystemTime> {
        self.fetched_at
    }

    /// For how long the keys have not been fresh. `None` if they are fresh, or none were
    /// fetched yet.
    #[must_use]
    pub fn stale_for(&self) -> Option<Duration> {
        self.stale_for
    }

    /// The number of attempts to fetch the keys, since the program started.
    #[must_use]
    pub fn attempts(&self) -> u64 {
        self.attempts
    }

    /// The number of failed attempts since the last success.
    #[must_use]
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// Why the last attempt failed; `None` if it did not.
    #[must_use]
    pub fn last_error(&self) -> Option<&str> {
        self.last_error.as_deref()
    }
}
