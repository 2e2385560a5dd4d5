//! The intervals of a ring.

use std::time::Duration;

use crate::base::numeric_date::NumericDate;
use crate::error::{Code, Error};

/// For how long verifiers may cache the published set, in seconds: short enough that a
/// revoked key is soon unknown, and long enough that few requests come.
const MAX_AGE: u64 = 600;
/// For how much longer a key is published before it signs, in seconds. It is for what a cache
/// does not count: slow answers, clocks that differ, and other processes that read the store
/// once a minute.
const MARGIN: u64 = 300;
/// The longest leeway that a verifier of this library has, in seconds.
const LONGEST_LEEWAY: u64 = 300;
/// A day: a set that is cached for longer keeps a revoked key for longer.
const LONGEST_MAX_AGE: u64 = 24 * 60 * 60;

/// The intervals of a ring, in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Intervals {
    /// The longest lifetime of a token.
    pub(super) lifetime: u64,
    /// The longest leeway of a verifier.
    pub(super) leeway: u64,
    /// For how long verifiers may cache the published set.
    pub(super) max_age: u64,
    /// For how much longer than `max_age` a key is published before it signs.
    pub(super) margin: u64,
}

impl Intervals {
    /// The defaults for the longest lifetime of a token.
    pub(super) fn of(longest_lifetime: Duration) -> Self {
        let lifetime = whole_seconds(longest_lifetime);
        Self { lifetime, leeway: LONGEST_LEEWAY, max_age: MAX_AGE, margin: MARGIN }
    }

    /// For how long a key is published before it signs.
    pub(super) fn lead(&self) -> u64 {
        self.max_age.saturating_add(self.margin)
    }

    /// When a key is removed whose successor signs from `end`.
    pub(super) fn removal(&self, end: NumericDate) -> NumericDate {
        end.plus(self.lifetime).plus(self.leeway)
    }

    /// Refuses intervals that make no sense.
    pub(super) fn check(&self) -> Result<(), Error> {
        let wrong = |what: &str, expected: &str, found: u64| {
            Err(Error::new(
                Code::Config,
                format!("expected {what} of a key ring {expected}, found {found} s"),
            ))
        };
        let year = 366 * 24 * 60 * 60;
        match *self {
            Self { lifetime, .. } if lifetime == 0 || lifetime > year => {
                wrong("the longest lifetime", "from 1 s to 366 days", lifetime)
            }
            Self { max_age, .. } if max_age == 0 || max_age > LONGEST_MAX_AGE => {
                wrong("the max-age", "from 1 s to 24 h", max_age)
            }
            Self { margin, .. } if margin > LONGEST_MAX_AGE => wrong("the margin", "of at most 24 h", margin),
            Self { leeway, .. } if leeway > LONGEST_MAX_AGE => wrong("the leeway", "of at most 24 h", leeway),
            _ => Ok(()),
        }
    }
}

/// Rounded up: a time that is too long is safe.
pub(super) fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0))
}
