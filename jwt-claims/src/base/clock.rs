//! The clock of a verifier or issuer.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use crate::base::numeric_date::NumericDate;

/// A source of the current time.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> NumericDate;
}

/// A shared clock, also as a trait object: `Arc<dyn Clock>` is a clock.
///
/// ```
/// use std::sync::Arc;
/// use jwt_claims::{Clock, SystemClock};
///
/// let clock: Arc<dyn Clock> = Arc::new(SystemClock);
/// assert!(Clock::now(&clock).seconds() > 1_700_000_000);
/// ```
impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> NumericDate {
        (**self).now()
    }
}

/// An owned clock, also as a trait object: `Box<dyn Clock>` is a clock.
impl<C: Clock + ?Sized> Clock for Box<C> {
    fn now(&self) -> NumericDate {
        (**self).now()
    }
}

/// The system clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> NumericDate {
        SystemTime::now().into()
    }
}

/// A clock for tests that stands still until you move it. Clones share one time.
///
/// ```
/// use std::time::Duration;
/// use jwt_claims::{Clock, FixedClock};
///
/// let clock = FixedClock::at(1_800_000_000);
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now().seconds(), 1_800_000_060);
/// ```
#[derive(Clone, Debug)]
pub struct FixedClock(Arc<AtomicI64>);

impl FixedClock {
    /// Creates a clock with this time, in seconds since the Unix epoch. A time outside
    /// the years 1 to 9999 becomes the nearest second inside.
    #[must_use]
    pub fn at(seconds: i64) -> Self {
        Self(Arc::new(AtomicI64::new(seconds)))
    }

    /// Sets the clock, in seconds since the Unix epoch.
    pub fn set(&self, seconds: i64) {
        self.0.store(seconds, Ordering::Relaxed);
    }

    /// Moves the clock forward, by whole seconds.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_secs()).unwrap_or(i64::MAX);
        let moved = self.0.load(Ordering::Relaxed).saturating_add(by);
        self.set(moved);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> NumericDate {
        let seconds = self.0.load(Ordering::Relaxed);
        NumericDate::from_seconds(seconds).unwrap_or(if seconds < 0 {
            NumericDate::MIN
        } else {
            NumericDate::MAX
        })
    }
}

/// The clock of a verifier or issuer; the system clock needs no allocation.
#[derive(Clone, Default)]
pub(crate) enum Time {
    #[default]
    System,
    Given(Arc<dyn Clock>),
}

impl Time {
    #[inline]
    pub(crate) fn now(&self) -> NumericDate {
        match self {
            Self::System => SystemClock.now(),
            Self::Given(clock) => clock.now(),
        }
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("SystemClock"),
            Self::Given(clock) => write!(f, "Clock({})", clock.now()),
        }
    }
}
