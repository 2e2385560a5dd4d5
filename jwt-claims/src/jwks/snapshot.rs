//! The keys in use.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::{HeaderValue, Uri};
use tokio::time::Instant;

use crate::jwks::status::State;
use crate::key::KeySet;

/// Keys, and when they were fetched. It is replaced, and does not change.
#[derive(Clone, Default)]
pub(super) struct Snapshot {
    /// Grows when the keys change.
    pub(super) generation: u64,
    pub(super) keys: KeySet,
    /// The JWK Set.
    pub(super) text: Arc<str>,
    pub(super) tag: Option<Tag>,
    pub(super) fetched: Option<Fetched>,
}

/// The `ETag` of a set (RFC 9110 §8.8.3). It means nothing at another URL.
#[derive(Clone)]
pub(super) struct Tag {
    pub(super) uri: Uri,
    pub(super) value: HeaderValue,
}

/// When a set was fetched. Its age is measured with the monotonic clock: the system's
/// clock may step.
#[derive(Clone, Copy)]
pub(super) struct Fetched {
    pub(super) at: Instant,
    pub(super) wall: SystemTime,
    /// It is fresh for this time.
    pub(super) ttl: Duration,
    /// It is used for this time, and no longer.
    pub(super) usable: Duration,
}

impl Snapshot {
    pub(super) fn state(&self, now: Instant) -> State {
        let Some(fetched) = self.fetched else { return State::Pending };
        let age = now.saturating_duration_since(fetched.at);
        if age < fetched.ttl {
            State::Fresh
        } else if age < fetched.usable {
            State::Stale
        } else {
            State::Expired
        }
    }

    pub(super) fn is_usable(&self, now: Instant) -> bool {
        self.fetched.is_some_and(|fetched| now.saturating_duration_since(fetched.at) < fetched.usable)
    }

    /// Grows when the keys change, and when they become too old.
    pub(super) fn version(&self, now: Instant) -> u64 {
        2 * self.generation + u64::from(!self.is_usable(now))
    }
}
