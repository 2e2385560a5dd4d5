//! How long sessions last.

use std::time::Duration;

use crate::error::{Code, Error};

/// How long sessions last. Change a field of the default:
///
/// ```
/// # use std::time::Duration;
/// # use jwt_claims::sessions::{Lifetimes, Secret, Sessions};
/// # use jwt_claims::store::MemoryStore;
/// # fn main() -> Result<(), jwt_claims::Error> {
/// # let (store, secret) = (MemoryStore::new(10)?, Secret::from_bytes([7; 32])?);
/// let mut lifetimes = Lifetimes::default();
/// lifetimes.idle = Duration::from_secs(30 * 60);
/// let sessions = Sessions::new(store, secret).with_lifetimes(lifetimes)?;
/// # Ok(()) }
/// ```
///
/// Times are compared in whole seconds: fractions are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lifetimes {
    /// A session ends if it is not refreshed for this time. Default: 14 days; at least 1 s, and
    /// longer than `grace`. A new value holds for a session after its next refresh.
    pub idle: Duration,
    /// A session ends this time after the login. Default: 90 days; at least `idle`, at most 3650
    /// days. A new value holds for new sessions.
    pub absolute: Duration,
    /// How long after its first use a refresh token may be used again; the answer is the
    /// same refresh token as at the first use. Default: 10 s; at most 60 s; with zero, a used
    /// token ends its session at once. It is for clients that did not get the answer. If a
    /// thief uses the token within this time, the theft is detected at a later refresh.
    ///
    /// A clock that is set back during this time adds the step, up to twice the grace.
    pub grace: Duration,
}

/// The most that `grace` can be.
const MAX_GRACE: Duration = Duration::from_secs(60);
/// The most that `absolute` can be: ten years.
const MAX_ABSOLUTE: Duration = Duration::from_secs(3650 * 24 * 3600);

impl Default for Lifetimes {
    fn default() -> Self {
        let days = |days: u64| Duration::from_secs(days * 24 * 3600);
        Self { idle: days(14), absolute: days(90), grace: Duration::from_secs(10) }
    }
}

impl Lifetimes {
    /// An error if a number is outside its limits.
    pub(super) fn check(&self) -> Result<(), Error> {
        let detail = if self.grace > MAX_GRACE {
            "expected `grace` to be 60 s or less"
        } else if self.idle <= self.grace || self.idle < Duration::from_secs(1) {
            "expected `idle` to be 1 s or more, and longer than `grace`"
        } else if self.absolute < self.idle {
            "expected `absolute` to be as long as `idle` or longer"
        } else if self.absolute > MAX_ABSOLUTE {
            "expected `absolute` to be 3650 days or less"
        } else {
            return Ok(());
        };
        Err(Error::new(Code::Config, detail))
    }
}
