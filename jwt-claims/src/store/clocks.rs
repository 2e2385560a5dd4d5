//! Machines that share a database do not have the same time.

/// By how many seconds the clocks of services, and that of a database with a clock, may
/// differ. An entry is kept for so long after it has expired by the clock of one of them.
pub(super) const CLOCK_DIFFERENCE: i64 = 60;
