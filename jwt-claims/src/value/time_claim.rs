//! Which types can hold `exp`, `nbf` and `iat`, and other dates.

use std::time::SystemTime;

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{self, Serialize, Serializer};

use crate::base::numeric_date::NumericDate;

/// A type that can hold a time claim: `exp`, `nbf` and `iat`, and every claim with
/// `#[claim(date)]` or a rule about dates.
///
/// Implemented for [`NumericDate`], `chrono::DateTime<Utc>` (feature `chrono`),
/// `time::OffsetDateTime` (feature `time`), `jiff::Timestamp` (feature `jiff`),
/// [`SystemTime`], integers of 32 and 64 bits, `f64`, and `Option` of each. Implement it
/// for your own time type; the field then needs no serde attribute.
#[cfg_attr(
    not(feature = "chrono"),
    diagnostic::on_unimplemented(
        note = "`chrono::DateTime<Utc>` needs the feature of that name: `jwt-claims = {{ version = \"...\", features = [\"chrono\"] }}`"
    )
)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold a time claim",
    label = "a time claim is a NumericDate (RFC 7519 §2)",
    note = "use `jwt_claims::NumericDate`, `chrono::DateTime<Utc>`, `SystemTime`, `i64`, `u64`, `f64`, or `Option` of one of them",
    note = "or implement `jwt_claims::TimeClaim` for `{Self}`"
)]
pub trait TimeClaim: Sized {
    /// The value for a date, rounded down if the type has no fractions; `None` if the
    /// date does not fit the type.
    fn from_numeric_date(date: NumericDate) -> Option<Self>;

    /// The date to write; `None` if the value is not a date, such as NaN.
    fn to_numeric_date(&self) -> Option<NumericDate>;

    /// The value for an absent claim; `None` if the claim is required.
    #[doc(hidden)]
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// True if the value means that the claim is absent.
    #[doc(hidden)]
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T: TimeClaim> TimeClaim for Option<T> {
    fn from_numeric_date(date: NumericDate) -> Option<Self> {
        T::from_numeric_date(date).map(Some)
    }

    fn to_numeric_date(&self) -> Option<NumericDate> {
        self.as_ref().and_then(T::to_numeric_date)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl TimeClaim for NumericDate {
    fn from_numeric_date(date: NumericDate) -> Option<Self> {
        Some(date)
    }

    fn to_numeric_date(&self) -> Option<NumericDate> {
        Some(*self)
    }
}

macro_rules! integers {
    ($($integer:ident)*) => {$(
        /// Seconds, rounded down. A date that does not fit is refused.
        impl TimeClaim for $integer {
            fn from_numeric_date(date: NumericDate) -> Option<Self> {
                date.seconds().try_into().ok()
            }

            fn to_numeric_date(&self) -> Option<NumericDate> {
                i64::try_from(*self).ok().and_then(NumericDate::from_seconds)
            }
        }
    )*};
}
integers! { i32 i64 isize u32 u64 usize }

impl TimeClaim for f64 {
    fn from_numeric_date(date: NumericDate) -> Option<Self> {
        Some(date.seconds_f64())
    }

    fn to_numeric_date(&self) -> Option<NumericDate> {
        NumericDate::from_seconds_f64(*self)
    }
}

macro_rules! clocks {
    ($($(#[$feature:meta])? $time:ty;)*) => {$(
        /// Written in whole seconds, rounded down, because every other library can read that.
        $(#[$feature])?
        impl TimeClaim for $time {
            fn from_numeric_date(date: NumericDate) -> Option<Self> {
                Some(date.into())
            }

            fn to_numeric_date(&self) -> Option<NumericDate> {
                Some(NumericDate::from(*self).floor())
            }
        }
    )*};
}
clocks! {
    SystemTime;
    #[cfg(feature = "chrono")] chrono::DateTime<chrono::Utc>;
    #[cfg(feature = "time")] time::OffsetDateTime;
    #[cfg(feature = "jiff")] jiff::Timestamp;
}

/// The type of a time claim's field in the generated wire struct. With its own type,
/// serde's rule that an absent `Option` is `None` also applies to [`TimeClaim`].
#[derive(Debug, Default)]
pub struct Time<T>(pub T);

impl<'de, T: TimeClaim> Deserialize<'de> for Time<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer).map(Time)
    }
}

/// Reads a time claim (for `deserialize_with`).
///
/// # Errors
/// If the claim does not fit the type.
pub fn deserialize<'de, T: TimeClaim, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let date = match T::absent() {
        // serde calls `deserialize_option` for an absent field
        Some(absent) => match Option::<NumericDate>::deserialize(deserializer)? {
            Some(date) => date,
            None => return Ok(absent),
        },
        None => NumericDate::deserialize(deserializer)?,
    };
    T::from_numeric_date(date).ok_or_else(|| {
        let unexpected = de::Unexpected::Other("date");
        de::Error::invalid_value(unexpected, &"a date that the type of its field can hold")
    })
}

pub(crate) const NO_DATE: &str = "a time claim must lie between the years 1 and 9999";

/// Writes a time claim (for `serialize_with`): whole seconds as an integer.
///
/// # Errors
/// The errors of the serializer, and an error if the value is not a date.
pub fn serialize<T: TimeClaim, S: Serializer>(time: &T, serializer: S) -> Result<S::Ok, S::Error> {
    if time.is_absent() {
        return serializer.serialize_none();
    }
    let date = time.to_numeric_date().ok_or_else(|| ser::Error::custom(NO_DATE))?;
    date.serialize(serializer)
}
