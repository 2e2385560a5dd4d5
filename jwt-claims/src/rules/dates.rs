//! The rules about dates, and the dates that declarations name.

use std::borrow::Cow;

use crate::base::moment::Moment;
use crate::base::numeric_date::NumericDate;
use crate::value::time_claim::TimeClaim;

type Found = Option<Cow<'static, str>>;

pub(super) fn past(date: Option<NumericDate>, moment: Moment) -> Found {
    let Some(date) = date else { return not_a_date() };
    moment
        .is_before(date)
        .then(|| format!("a date {} s in the future", date.seconds_after(moment.now)).into())
}

pub(super) fn max_age(date: Option<NumericDate>, moment: Moment, seconds: u64) -> Found {
    if let Some(found) = past(date, moment) {
        return Some(found);
    }
    let date = date.filter(|date| moment.is_more_after(*date, seconds))?;
    Some(format!("an age of {} s", moment.now.seconds_after(date)).into())
}

/// The claim may have been rounded down to a whole second.
pub(super) fn not_before(date: Option<NumericDate>, earliest: Option<NumericDate>) -> Found {
    let (Some(date), Some(earliest)) = (date, earliest) else { return not_a_date() };
    (date < earliest.floor()).then_some(Cow::Borrowed("an earlier date"))
}

#[cold]
fn not_a_date() -> Found {
    Some(Cow::Borrowed("a value that is not a date"))
}

/// The claim of a field whose type is asserted to hold a date. If it does not, the fallback
/// [`Dateless`] takes its place in the rule, so that the wrong type is one error.
#[derive(Debug)]
pub struct Dated<'v, T>(pub &'v T);

impl<'v, T: TimeClaim> Dated<'v, T> {
    /// The claim.
    #[must_use]
    pub const fn claim(self) -> &'v T {
        self.0
    }
}

/// See [`Dated`].
pub trait Dateless: Sized {
    /// A claim without a date, which meets no rule.
    fn claim(self) -> &'static NoDate {
        &NoDate
    }
}

impl<T> Dateless for Dated<'_, T> {}

/// See [`Dateless`].
#[derive(Debug)]
pub struct NoDate;

#[diagnostic::do_not_recommend]
impl TimeClaim for NoDate {
    fn from_numeric_date(_: NumericDate) -> Option<Self> {
        None
    }

    fn to_numeric_date(&self) -> Option<NumericDate> {
        None
    }
}

/// The date of a place in the context; `None` if it is not a date.
pub fn date<T: TimeClaim>(value: &T) -> Option<NumericDate> {
    value.to_numeric_date()
}

/// A constant date in a declaration.
#[derive(Debug)]
pub struct DateIn<T>(pub T);

impl DateIn<NumericDate> {
    /// The date.
    #[must_use]
    pub const fn date(self) -> Option<NumericDate> {
        Some(self.0)
    }
}

impl DateIn<&str> {
    /// The date of a text as in RFC 3339: `2024-01-01T00:00:00Z`, or `2024-01-01` for
    /// its first second in UTC.
    ///
    /// # Panics
    /// If the text is not such a date. Declarations call it in constants, so that this
    /// is an error of the build.
    #[must_use]
    #[track_caller]
    pub const fn date(self) -> Option<NumericDate> {
        let text = self.0.as_bytes();
        let is_day = text.len() == 10;
        let is_time = text.len() == 20 && text[10] == b'T' && text[19] == b'Z';
        assert!(
            (is_day || is_time) && text[4] == b'-' && text[7] == b'-',
            "invalid date; expected UTC as in RFC 3339: `2024-01-01T00:00:00Z` or `2024-01-01`"
        );
        let (year, month, day) = (number(text, 0, 4), number(text, 5, 2), number(text, 8, 2));
        let (mut seconds, is_date) = (0, year >= 1 && month >= 1 && month <= 12 && day >= 1);
        assert!(is_date && day <= days_of(year, month), "invalid date; there is no such day");
        if is_time {
            let (hour, minute, second) = (number(text, 11, 2), number(text, 14, 2), number(text, 17, 2));
            let is_in_day = text[13] == b':' && text[16] == b':' && hour < 24 && minute < 60 && second < 60;
            assert!(is_in_day, "invalid date; there is no such time of day");
            seconds = hour * 3_600 + minute * 60 + second;
        }
        NumericDate::from_seconds(days_before(year, month, day) * 86_400 + seconds)
    }
}

/// The number that the digits at that place write.
const fn number(text: &[u8], start: usize, digits: usize) -> i64 {
    let (mut number, mut at) = (0, start);
    while at < start + digits {
        assert!(text[at].is_ascii_digit(), "invalid date; expected a digit");
        number = number * 10 + (text[at] - b'0') as i64;
        at += 1;
    }
    number
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from 1970-01-01 to a day of the Gregorian calendar.
const fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let years = year - 1;
    let (mut days, mut earlier) = (years * 365 + years / 4 - years / 100 + years / 400, 1);
    while earlier < month {
        days += days_of(year, earlier);
        earlier += 1;
    }
    days + day - 1 - 719_162
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> i64 {
        DateIn(text).date().unwrap().seconds()
    }

    #[test]
    fn dates_are_those_of_rfc_3339() {
        assert_eq!(seconds("1970-01-01"), 0);
        assert_eq!(seconds("1970-01-01T00:00:00Z"), 0);
        assert_eq!(seconds("2024-01-01T00:00:00Z"), 1_704_067_200);
        assert_eq!(seconds("2024-02-29T23:59:59Z"), 1_709_251_199);
        assert_eq!(seconds("0001-01-01"), NumericDate::MIN.seconds());
        assert_eq!(seconds("9999-12-31T23:59:59Z"), NumericDate::MAX.seconds());
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn every_day_of_the_calendar_is_that_of_chrono() {
        let mut day = chrono::NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
        while day.format("%Y").to_string().len() == 4 {
            let midnight = day.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp();
            assert_eq!(seconds(&day.format("%Y-%m-%d").to_string()), midnight, "{day}");
            day = day.checked_add_days(chrono::Days::new(17)).unwrap();
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "2024",
            "2024-1-1",
            "2024-13-01",
            "2024-00-01",
            "2023-02-29",
            "2100-02-29",
            "2024-04-31",
            "2024-01-32",
            "2024-01-00",
            "0000-01-01",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:60:00Z",
            "2024-01-01T00:00:60Z",
            "2024-01-01T00:00:00",
            "2024-01-01 00:00:00Z",
            "2024-01-01T00:00:00z",
            "2024/01/01",
            "2024-01-01T00-00-00Z",
            "20x4-01-01",
            "２０24-01-01",
        ] {
            assert!(std::panic::catch_unwind(|| DateIn(text).date()).is_err(), "{text}");
        }
    }
}
