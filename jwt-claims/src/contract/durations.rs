//! Constants as durations in declarations: `#[claims(ttl = TTL)]`.

use std::time::Duration;

/// A constant of a declaration that is a duration.
#[derive(Debug)]
pub struct Period<T>(T);

/// The type of a constant that is a duration.
#[diagnostic::on_unimplemented(
    message = "a constant of type `{Self}` is not a duration",
    label = "expected `Duration` or `&str`",
    note = "write `const TTL: Duration = Duration::from_secs(900);` or `const TTL: &str = \"15m\";`"
)]
pub trait PeriodType: Copy {
    /// The constant, ready to be read. For other types there is none, so that they are one
    /// error.
    type Period;
}

impl PeriodType for Duration {
    type Period = Period<Self>;
}

impl PeriodType for &str {
    type Period = Period<Self>;
}

/// A constant of a declaration as a duration.
pub const fn period<T: PeriodType<Period = Period<T>>>(constant: T) -> T::Period {
    Period(constant)
}

impl Period<Duration> {
    /// Its seconds.
    ///
    /// # Panics
    /// If it has a fraction of a second. Declarations call it in constants, so that this
    /// is an error of the build.
    #[must_use]
    #[track_caller]
    pub const fn seconds(self) -> u64 {
        assert!(self.0.subsec_nanos() == 0, "invalid duration; expected whole seconds");
        self.0.as_secs()
    }
}

impl Period<&str> {
    /// The seconds of a text such as `15m`.
    ///
    /// # Panics
    /// If it is another text. This is an error of the build, too.
    #[must_use]
    #[track_caller]
    pub const fn seconds(self) -> u64 {
        const INVALID: &str = "invalid duration; expected a number followed by `s`, `m`, `h` or `d`";
        let text = self.0.as_bytes();
        assert!(text.len() > 1, "{}", INVALID);
        let (mut number, mut at) = (0_u64, 0);
        while at < text.len() - 1 {
            assert!(text[at].is_ascii_digit() && number < u64::MAX / 1_000_000, "{}", INVALID);
            number = number * 10 + (text[at] - b'0') as u64;
            at += 1;
        }
        number
            * match text[at] {
                b's' => 1,
                b'm' => 60,
                b'h' => 3_600,
                b'd' => 86_400,
                _ => panic!("{}", INVALID),
            }
    }
}

/// Refuses a leeway that is too long.
#[track_caller]
pub const fn is_leeway(seconds: u64) {
    assert!(seconds <= 300, "this leeway is too long; the maximum is 300 s");
}

/// Refuses a duration of 0.
#[track_caller]
pub const fn is_positive(seconds: u64) {
    assert!(seconds > 0, "no token can satisfy a duration of 0");
}

/// Refuses a `ttl` that is longer than `max_lifetime`.
#[track_caller]
pub const fn has_lifetime(ttl: u64, max_lifetime: u64) {
    assert!(ttl <= max_lifetime, "`ttl` is longer than `max_lifetime`; no issued token could pass");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbers_with_a_unit() {
        for (text, seconds) in [("0s", 0), ("30s", 30), ("15m", 900), ("8h", 28_800), ("7d", 604_800)] {
            assert_eq!(Period(text).seconds(), seconds, "{text}");
        }
        for text in ["", "s", "15", "15 m", "-1s", "+1s", "1.5h", "1w", "99999999999999999999d", "１s"] {
            assert!(std::panic::catch_unwind(|| Period(text).seconds()).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_whole_seconds() {
        assert_eq!(Period(Duration::from_secs(90)).seconds(), 90);
        assert!(std::panic::catch_unwind(|| Period(Duration::from_millis(1_500)).seconds()).is_err());
    }
}
