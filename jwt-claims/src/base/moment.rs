//! The time at which a token is checked.

use super::numeric_date::NumericDate;

/// The verifier's time, and how far it may differ from that of the issuer.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub(crate) now: NumericDate,
    /// In seconds.
    pub(crate) leeway: u64,
}

impl Moment {
    /// True if the date is in the future by more than the leeway.
    pub(crate) fn is_before(self, date: NumericDate) -> bool {
        self.now.plus(self.leeway) < date
    }

    /// True if the date is older than this number of seconds by more than the leeway.
    pub(crate) fn is_more_after(self, date: NumericDate, seconds: u64) -> bool {
        self.now >= date.plus(seconds).plus(self.leeway)
    }
}
