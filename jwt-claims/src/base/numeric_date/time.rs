//! Conversions with the crate `time`.

use time::OffsetDateTime;

use super::NumericDate;

/// Times outside the years 1 to 9999 become the nearest date inside.
#[cfg_attr(docsrs, doc(cfg(feature = "time")))]
impl From<OffsetDateTime> for NumericDate {
    fn from(time: OffsetDateTime) -> Self {
        Self::nearest(time.unix_timestamp(), time.nanosecond())
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "time")))]
impl From<NumericDate> for OffsetDateTime {
    fn from(date: NumericDate) -> Self {
        // years 1 to 9999 are inside time's range
        let second = Self::from_unix_timestamp(date.seconds).unwrap_or(Self::UNIX_EPOCH);
        second.replace_nanosecond(date.nanos).unwrap_or(second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_convert_both_ways() {
        for seconds in [-62_135_596_800.0, -1.5, 0.0, 1.25, 253_402_300_799.0] {
            let date = NumericDate::from_seconds_f64(seconds).unwrap();
            assert_eq!(NumericDate::from(OffsetDateTime::from(date)), date);
            assert_eq!(OffsetDateTime::from(date).unix_timestamp(), date.seconds());
        }
    }
}
