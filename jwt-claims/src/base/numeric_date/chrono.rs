//! Conversions with chrono.

use chrono::{DateTime, Utc};

use super::{NANOS_PER_SECOND, NumericDate};

/// Times outside the years 1 to 9999 become the nearest date inside.
#[cfg_attr(docsrs, doc(cfg(feature = "chrono")))]
impl From<DateTime<Utc>> for NumericDate {
    fn from(time: DateTime<Utc>) -> Self {
        // chrono counts a leap second as nanoseconds beyond the second
        let nanos = time.timestamp_subsec_nanos().min(NANOS_PER_SECOND - 1);
        Self::nearest(time.timestamp(), nanos)
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "chrono")))]
impl From<NumericDate> for DateTime<Utc> {
    fn from(date: NumericDate) -> Self {
        // years 1 to 9999 are inside chrono's range
        DateTime::from_timestamp(date.seconds, date.nanos).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_convert_both_ways() {
        for seconds in [-62_135_596_800.0, -1.5, 0.0, 1.25, 253_402_300_799.0] {
            let date = NumericDate::from_seconds_f64(seconds).unwrap();
            assert_eq!(NumericDate::from(DateTime::<Utc>::from(date)), date);
        }
        assert_eq!(NumericDate::from(DateTime::<Utc>::MAX_UTC), NumericDate::MAX);
        assert_eq!(NumericDate::from(DateTime::<Utc>::MIN_UTC), NumericDate::MIN);
    }
}
