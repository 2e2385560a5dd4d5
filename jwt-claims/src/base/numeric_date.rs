//! NumericDate (RFC 7519 §2): seconds since the Unix epoch, fractions allowed.

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "time")]
mod time;

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// A point in time as in a JWT (RFC 7519 §2): seconds since 1970-01-01T00:00:00Z,
/// without leap seconds, possibly with a fraction.
///
/// Every value is between the years 1 and 9999. Other numbers in a token are refused as
/// a wrong type.
///
/// With serde it is a number, so that it is a type for any claim that is a date:
///
/// ```
/// # use jwt_claims::{Claims, NumericDate};
/// #[derive(Claims)]
/// struct IdToken {
///     sub: String,
///     #[claim(max_age = "1h")]
///     auth_time: NumericDate,
///     updated_at: Option<NumericDate>,
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumericDate {
    seconds: i64,
    nanos: u32,
}

const NANOS_PER_SECOND: u32 = 1_000_000_000;

impl NumericDate {
    /// The first second of the year 1.
    pub const MIN: Self = Self { seconds: -62_135_596_800, nanos: 0 };
    /// The last second of the year 9999.
    pub const MAX: Self = Self { seconds: 253_402_300_799, nanos: 0 };

    /// The current time of the system's clock. Verifiers and issuers use their
    /// [`Clock`](crate::Clock) instead.
    #[must_use]
    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// The date at this number of seconds after the epoch; `None` outside the years 1
    /// to 9999.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Option<Self> {
        if seconds < Self::MIN.seconds || seconds > Self::MAX.seconds {
            return None;
        }
        Some(Self { seconds, nanos: 0 })
    }

    /// The date at this number of seconds after the epoch, with a fraction; `None` for
    /// NaN or outside the years 1 to 9999.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the range is checked first
    pub fn from_seconds_f64(seconds: f64) -> Option<Self> {
        let whole = seconds.floor();
        if !(Self::MIN.seconds as f64..=Self::MAX.seconds as f64).contains(&whole) {
            return None;
        }
        let nanos = ((seconds - whole) * f64::from(NANOS_PER_SECOND)) as u32;
        Some(Self { seconds: whole as i64, nanos: nanos.min(NANOS_PER_SECOND - 1) })
    }

    /// The nearest date in the years 1 to 9999.
    const fn nearest(seconds: i64, nanos: u32) -> Self {
        if seconds >= Self::MAX.seconds {
            Self::MAX
        } else if seconds < Self::MIN.seconds {
            Self::MIN
        } else {
            Self { seconds, nanos }
        }
    }

    /// Whole seconds since the epoch, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Seconds since the epoch with their fraction.
    #[must_use]
    pub fn seconds_f64(self) -> f64 {
        self.seconds as f64 + f64::from(self.nanos) / f64::from(NANOS_PER_SECOND)
    }

    /// Whether there is a fraction of a second.
    #[must_use]
    pub(crate) const fn has_fraction(self) -> bool {
        self.nanos != 0
    }

    /// The same second without its fraction.
    #[must_use]
    pub(crate) const fn floor(self) -> Self {
        Self { nanos: 0, ..self }
    }

    /// The latest time that this instant can become when it is written as an `f64`,
    /// which rounds the fraction: one microsecond later.
    #[must_use]
    pub(crate) const fn as_written(self) -> Self {
        let nanos = self.nanos + 1_000;
        if nanos < NANOS_PER_SECOND {
            Self { nanos, ..self }
        } else {
            Self { nanos: nanos - NANOS_PER_SECOND, ..self.plus(1) }
        }
    }

    /// This number of seconds later, but not after [`MAX`](Self::MAX).
    #[must_use]
    pub(crate) const fn plus(self, seconds: u64) -> Self {
        let sum = self.seconds.saturating_add_unsigned(seconds);
        if sum > Self::MAX.seconds { Self::MAX } else { Self { seconds: sum, ..self } }
    }

    /// The seconds since `earlier`, rounded down; 0 if this is not later.
    #[must_use]
    pub(crate) fn seconds_after(self, earlier: Self) -> u64 {
        let nanos_borrowed = i64::from(self.nanos < earlier.nanos);
        u64::try_from(self.seconds - earlier.seconds - nanos_borrowed).unwrap_or(0)
    }
}

/// A number that is not a [`NumericDate`]: NaN, or outside the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange;

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected seconds between the years 1 and 9999")
    }
}

impl std::error::Error for OutOfRange {}

/// Seconds since the epoch.
impl TryFrom<i64> for NumericDate {
    type Error = OutOfRange;

    fn try_from(seconds: i64) -> Result<Self, OutOfRange> {
        Self::from_seconds(seconds).ok_or(OutOfRange)
    }
}

/// Seconds since the epoch.
impl TryFrom<u64> for NumericDate {
    type Error = OutOfRange;

    fn try_from(seconds: u64) -> Result<Self, OutOfRange> {
        i64::try_from(seconds).ok().and_then(Self::from_seconds).ok_or(OutOfRange)
    }
}

/// Seconds since the epoch, with a fraction.
impl TryFrom<f64> for NumericDate {
    type Error = OutOfRange;

    fn try_from(seconds: f64) -> Result<Self, OutOfRange> {
        Self::from_seconds_f64(seconds).ok_or(OutOfRange)
    }
}

/// Seconds since the epoch: an integer, or a float if there is a fraction.
impl Serialize for NumericDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.has_fraction() {
            serializer.serialize_f64(self.seconds_f64())
        } else {
            serializer.serialize_i64(self.seconds)
        }
    }
}

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DateVisitor)
    }
}

/// What errors of serde expect for a date.
pub(crate) const A_DATE: &str = "a date in seconds since 1970 (NumericDate)";

struct DateVisitor;

impl DateVisitor {
    fn date<N: TryInto<NumericDate>, E: de::Error>(self, number: N) -> Result<NumericDate, E> {
        number.try_into().map_err(|_| E::invalid_value(de::Unexpected::Other("number"), &self))
    }
}

impl Visitor<'_> for DateVisitor {
    type Value = NumericDate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(A_DATE)
    }

    fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<NumericDate, E> {
        self.date(seconds)
    }

    fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<NumericDate, E> {
        self.date(seconds)
    }

    fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<NumericDate, E> {
        self.date(seconds)
    }
}

impl fmt::Debug for NumericDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NumericDate({self})")
    }
}

/// The seconds, as JSON writes them.
impl fmt::Display for NumericDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.has_fraction() { self.seconds_f64().fmt(f) } else { self.seconds.fmt(f) }
    }
}

/// Times outside the years 1 to 9999 become the nearest date inside.
impl From<SystemTime> for NumericDate {
    fn from(time: SystemTime) -> Self {
        let (seconds, nanos) = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => (i64::try_from(after.as_secs()).unwrap_or(i64::MAX), after.subsec_nanos()),
            Err(before) => {
                let before = before.duration();
                let whole = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
                match before.subsec_nanos() {
                    0 => (-whole, 0),
                    nanos => (-whole - 1, NANOS_PER_SECOND - nanos),
                }
            }
        };
        Self::nearest(seconds, nanos)
    }
}

impl From<NumericDate> for SystemTime {
    fn from(date: NumericDate) -> Self {
        let whole = Duration::from_secs(date.seconds.unsigned_abs());
        let second =
            if date.seconds < 0 { UNIX_EPOCH.checked_sub(whole) } else { UNIX_EPOCH.checked_add(whole) };
        second.unwrap_or(UNIX_EPOCH) + Duration::from_nanos(u64::from(date.nanos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_survive_and_floor_downwards() {
        let date = NumericDate::from_seconds_f64(1.5).unwrap();
        assert_eq!((date.seconds(), date.seconds_f64()), (1, 1.5));
        assert_eq!(NumericDate::from_seconds_f64(-0.5).unwrap().seconds(), -1);
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for seconds in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 253_402_300_800.0] {
            assert_eq!(NumericDate::from_seconds_f64(seconds), None, "{seconds}");
        }
        assert_eq!(NumericDate::from_seconds(i64::MAX), None);
        assert_eq!(NumericDate::from_seconds(i64::MIN), None);
    }

    #[test]
    fn differences_round_down() {
        let (a, b) = (NumericDate::from_seconds(10).unwrap(), NumericDate::from_seconds_f64(12.5).unwrap());
        assert_eq!((b.seconds_after(a), a.seconds_after(b)), (2, 0));
        assert_eq!(NumericDate::from_seconds(13).unwrap().seconds_after(b), 0);
    }

    #[test]
    fn times_before_the_epoch_convert_both_ways() {
        let before = UNIX_EPOCH - Duration::from_millis(1500);
        let date = NumericDate::from(before);
        assert_eq!(date.seconds_f64(), -1.5);
        assert_eq!(SystemTime::from(date), before);
    }
}
