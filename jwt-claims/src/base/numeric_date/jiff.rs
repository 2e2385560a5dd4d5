//! Conversions with the crate `jiff`.

use jiff::Timestamp;

use super::{NANOS_PER_SECOND, NumericDate};

/// Times outside the years 1 to 9999 become the nearest date inside.
#[cfg_attr(docsrs, doc(cfg(feature = "jiff")))]
impl From<Timestamp> for NumericDate {
    fn from(time: Timestamp) -> Self {
        // before the epoch, jiff's fraction is negative
        match time.subsec_nanosecond() {
            nanos if nanos < 0 => {
                Self::nearest(time.as_second() - 1, NANOS_PER_SECOND - nanos.unsigned_abs())
            }
            nanos => Self::nearest(time.as_second(), nanos.unsigned_abs()),
        }
    }
}

/// jiff ends some hours before the year 10000; later dates become its last timestamp.
#[cfg_attr(docsrs, doc(cfg(feature = "jiff")))]
impl From<NumericDate> for Timestamp {
    fn from(date: NumericDate) -> Self {
        let nanos = i32::try_from(date.nanos).unwrap_or_default();
        Self::new(date.seconds, nanos).unwrap_or(Self::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_convert_both_ways() {
        for seconds in [-62_135_596_800.0, -1.5, -0.25, 0.0, 1.25, 200_000_000_000.0] {
            let date = NumericDate::from_seconds_f64(seconds).unwrap();
            assert_eq!(NumericDate::from(Timestamp::from(date)), date, "{seconds}");
        }
        assert_eq!(Timestamp::from(NumericDate::MAX), Timestamp::MAX);
    }
}
