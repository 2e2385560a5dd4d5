//! The numbers of fetching keys.

use std::time::Duration;

use crate::error::{Code, Error};

/// The numbers of [`Keys`](crate::jwks::Keys). Change a field of the default:
///
/// ```
/// # use std::time::Duration;
/// # use jwt_claims::jwks::{Keys, Limits};
/// # fn main() -> Result<(), jwt_claims::Error> {
/// let mut limits = Limits::default();
/// limits.stale_if_error = Duration::ZERO;
/// let keys = Keys::remote("https://auth.example.com/jwks.json")?.with_limits(limits)?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// How long a set is fresh if the answer has no `Cache-Control` (RFC 9111 §5.2).
    /// Default: 300 s. A key that was withdrawn works until the next fetch, or if fetches
    /// fail, for this time and [`stale_if_error`](Self::stale_if_error).
    pub ttl: Duration,
    /// The minimum, also if `Cache-Control` says less. Default: 60 s. Some issuers send
    /// `max-age=0`, and would be asked without pause.
    pub min_ttl: Duration,
    /// The maximum. Default: 24 h. Some issuers send `max-age` of a year, and a withdrawn
    /// key would work for as long.
    pub max_ttl: Duration,
    /// After which part of the time the set is fetched again. Default: 0.8, so that there
    /// is time to try again before it is old.
    pub refresh_at: f64,
    /// The random part of that time. Default: 0.1, plus or minus, so that the replicas of
    /// a service do not ask at the same moment.
    pub refresh_jitter: f64,
    /// How long an old set is used if fetches fail. Default: 1 h. If the issuer is down, a key
    /// that was withdrawn works longer by this time. With zero, old keys are not used.
    pub stale_if_error: Duration,
    /// How many fetches unknown keys may cause in [`miss_window`](Self::miss_window).
    /// Default: 2. Anyone can send tokens with unknown keys. Failed attempts count.
    pub miss_attempts: usize,
    /// The time in which these fetches are counted. Default: 30 s, because issuers publish a
    /// key long before they sign with it.
    pub miss_window: Duration,
    /// How long a token whose key is unknown waits for a fetch. Default: 1 s, so that clients
    /// do not give up first.
    pub max_wait: Duration,
    /// How many of these tokens wait at the same time. Default: 256, so that
    /// waiting requests do not use up the memory. Others are refused at once.
    pub max_waiters: usize,
    /// The time to the next attempt after a failed one. Default: 1 s. It doubles with each
    /// failed attempt, and is random by plus or minus 20 %.
    pub min_backoff: Duration,
    /// The maximum of that time. Default: 60 s.
    pub max_backoff: Duration,
    /// The time for a connection, for the fetch with reqwest. Default: 2 s: a host that is
    /// down does not use up the time of the attempt.
    pub connect_timeout: Duration,
    /// The time for an attempt, with each of its requests. Default: 5 s: a server that hangs
    /// does not stop later attempts.
    pub timeout: Duration,
    /// The maximum length of an answer, in bytes. Default: 64 KiB, which is enough for 100
    /// keys with 2048-bit RSA.
    pub max_bytes: usize,
    /// The maximum number of entries in a set; with more, the answer is refused. Default: 100,
    /// because each key is parsed.
    pub max_keys: usize,
    /// The maximum length of a `kid`, in bytes; a key with a longer one is skipped.
    /// Default: 256; names in use are shorter than 100.
    pub max_kid_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            ttl: Duration::from_secs(300),
            min_ttl: Duration::from_secs(60),
            max_ttl: Duration::from_secs(24 * 3600),
            refresh_at: 0.8,
            refresh_jitter: 0.1,
            stale_if_error: Duration::from_secs(3600),
            miss_attempts: 2,
            miss_window: Duration::from_secs(30),
            max_wait: Duration::from_secs(1),
            max_waiters: 256,
            min_backoff: Duration::from_secs(1),
            max_backoff: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(2),
            timeout: Duration::from_secs(5),
            max_bytes: 64 * 1024,
            max_keys: 100,
            max_kid_bytes: 256,
        }
    }
}

/// The longest time that can be set: a year. Times are added to the clock.
const MAX_TIME: Duration = Duration::from_secs(365 * 24 * 3600);
/// The shortest time between two attempts, so that no setting makes a busy loop.
const MIN_PAUSE: Duration = Duration::from_millis(1);
/// Random by plus or minus this part.
const BACKOFF_JITTER: f64 = 0.2;
/// Waiting requests are counted by a semaphore, which has a maximum.
const MAX_WAITERS: usize = tokio::sync::Semaphore::MAX_PERMITS;

impl Limits {
    /// An error if a number contradicts another one.
    pub(super) fn check(&self) -> Result<(), Error> {
        let times = [
            self.max_ttl,
            self.stale_if_error,
            self.miss_window,
            self.max_wait,
            self.max_backoff,
            self.connect_timeout,
            self.timeout,
        ];
        let is_ordered = MIN_PAUSE <= self.min_ttl
            && (self.min_ttl..=self.max_ttl).contains(&self.ttl)
            && (MIN_PAUSE..=self.max_backoff).contains(&self.min_backoff);
        let sides = [self.refresh_at - self.refresh_jitter, self.refresh_at + self.refresh_jitter];
        let is_part = sides.iter().all(|side| (0.1..=1.0).contains(side)) && self.refresh_jitter >= 0.0;
        let counts = [self.max_bytes, self.max_keys, self.max_kid_bytes];
        let detail = if !is_ordered {
            "expected `1 ms <= min_ttl <= ttl <= max_ttl` and `1 ms <= min_backoff <= max_backoff`"
        } else if times.iter().any(|time| *time > MAX_TIME) {
            "expected each time to be a year or less"
        } else if !is_part {
            "expected `refresh_at`, plus or minus `refresh_jitter`, to be between 0.1 and 1"
        } else if self.timeout.is_zero() || self.connect_timeout.is_zero() || counts.contains(&0) {
            "expected `timeout`, `connect_timeout`, `max_bytes`, `max_keys` and `max_kid_bytes` to be above zero"
        } else if self.max_waiters > MAX_WAITERS {
            "expected `max_waiters` to be smaller"
        } else {
            return Ok(());
        };
        Err(Error::new(Code::Config, detail))
    }

    /// When a set that is fresh for this time is fetched again.
    pub(super) fn refresh_after(&self, ttl: Duration) -> Duration {
        ttl.mul_f64(around(self.refresh_at, self.refresh_jitter))
    }

    /// The pause after a number of failed attempts in a row.
    pub(super) fn backoff(&self, failures: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(failures.saturating_sub(1));
        let pause = self.min_backoff.saturating_mul(doubled).min(self.max_backoff);
        pause.mul_f64(around(1.0, BACKOFF_JITTER))
    }
}

fn around(middle: f64, jitter: f64) -> f64 {
    middle + jitter * (2.0 * fastrand::f64() - 1.0)
}
