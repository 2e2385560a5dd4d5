//! The clock of the demo.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jwt_claims::NumericDate;
use jwt_claims::{Clock, FixedClock, SystemClock};

/// The furthest that the clock can be moved, in seconds: more than the 90 days after which
/// a session ends in any case.
pub const MAX_OFFSET: i64 = 100 * 24 * 3600;

/// The time of the system, moved forward by a visitor. Clones share one time, so the issuer
/// and the services agree.
#[derive(Clone, Debug, Default)]
pub struct DemoClock(Arc<AtomicI64>);

impl DemoClock {
    /// How far the clock is ahead of the system's, in seconds.
    #[must_use]
    pub fn offset(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Sets how far the clock is ahead, at most [`MAX_OFFSET`]. It only goes forward: if time
    /// went back, a logout would seem to come after the next login, and would end that one, too.
    pub fn advance_to(&self, seconds: i64) {
        self.0.fetch_max(seconds.min(MAX_OFFSET), Ordering::Relaxed);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> NumericDate {
        FixedClock::at(SystemClock.now().seconds() + self.offset()).now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_forward_alone() {
        let clock = DemoClock::default();
        for (wanted, found) in
            [(-1, 0), (60, 60), (30, 60), (i64::MIN, 60), (i64::MAX, MAX_OFFSET), (0, MAX_OFFSET)]
        {
            clock.advance_to(wanted);
            assert_eq!(clock.offset(), found, "{wanted}");
        }
    }
}
