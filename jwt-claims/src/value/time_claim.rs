//! Which types can hold `exp`, `nbf` and `iat`.

use std::fmt;
use std::marker::PhantomData;
use std::time::SystemTime;

#[cfg(feature = "chrono")]
use chrono::{DateTime, Utc};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{self, Serializer};

use crate::base::numeric_date::NumericDate;

/// A type that can hold a time claim: `exp`, `nbf` or `iat`.
///
/// Implemented for [`NumericDate`], `chrono::DateTime<Utc>` (feature `chrono`),
/// [`SystemTime`], `i64`, `u64`, `f64`, and `Option` of each. Implement it for your own
/// time type; the field then needs no serde attribute.
#[cfg_attr(
    not(feature = "chrono"),
    diagnostic::on_unimplemented(
        note = "`chrono::DateTime<Utc>` needs the feature of that name: `jwt-claims = {{ version = \"...\", features = [\"chrono\"] }}`"
    )
)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold a time claim",
    label = "`exp`, `nbf` and `iat` are NumericDates (RFC 7519 §2)",
    note = "use `chrono::DateTime<Utc>`, `i64`, `u64`, `f64`, `SystemTime`, or `Option` of one of them",
    note = "or implement `jwt_claims::TimeClaim` for `{Self}`"
)]
pub trait TimeClaim: Sized {
    /// The value for a date, rounded down if the type has no fractions; `None` if the
    /// type cannot hold that date.
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

impl TimeClaim for i64 {
    fn from_numeric_date(date: NumericDate) -> Option<Self> {
        Some(date.seconds())
    }

    fn to_numeric_date(&self) -> Option<NumericDate> {
        NumericDate::from_seconds(*self)
    }
}

impl TimeClaim for u64 {
    fn from_numeric_date(date: NumericDate) -> Option<Self> {
        date.seconds().try_into().ok()
    }

    fn to_numeric_date(&self) -> Option<NumericDate> {
        i64::try_from(*self).ok().and_then(NumericDate::from_seconds)
    }
}

impl TimeClaim for f64 {
    fn from_numeric_date(date: NumericDate) -> Option<Self> {
        Some(date.seconds_f64())
    }

    fn to_numeric_date(&self) -> Option<NumericDate> {
        NumericDate::from_seconds_f64(*self)
    }
}

/// Written in whole seconds, rounded down, because every other library can read that.
#[cfg(feature = "chrono")]
#[cfg_attr(docsrs, doc(cfg(feature = "chrono")))]
impl TimeClaim for DateTime<Utc> {
    fn from_numeric_date(date: NumericDate) -> Option<Self> {
        Some(date.into())
    }

    fn to_numeric_date(&self) -> Option<NumericDate> {
        Some(NumericDate::from(*self).floor())
    }
}

/// Written in whole seconds, rounded down, because every other library can read that.
impl TimeClaim for SystemTime {
    fn from_numeric_date(date: NumericDate) -> Option<Self> {
        Some(date.into())
    }

    fn to_numeric_date(&self) -> Option<NumericDate> {
        Some(NumericDate::from(*self).floor())
    }
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
    let visitor = DateVisitor(PhantomData);
    // serde calls `deserialize_option` for an absent field
    if T::absent().is_some() {
        deserializer.deserialize_option(visitor)
    } else {
        deserializer.deserialize_any(visitor)
    }
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
    match time.to_numeric_date() {
        Some(date) if date.has_fraction() => serializer.serialize_f64(date.seconds_f64()),
        Some(date) => serializer.serialize_i64(date.seconds()),
        None => Err(ser::Error::custom(NO_DATE)),
    }
}

struct DateVisitor<T>(PhantomData<T>);

impl<T: TimeClaim> DateVisitor<T> {
    fn date<E: de::Error>(self, date: Option<NumericDate>) -> Result<T, E> {
        date.and_then(T::from_numeric_date)
            .ok_or_else(|| E::invalid_value(de::Unexpected::Other("number"), &self))
    }
}

impl<'de, T: TimeClaim> Visitor<'de> for DateVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a NumericDate that its field can hold")
    }

    fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<T, E> {
        self.date(seconds.to_numeric_date())
    }

    fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<T, E> {
        self.date(seconds.to_numeric_date())
    }

    fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<T, E> {
        self.date(seconds.to_numeric_date())
    }

    fn visit_none<E: de::Error>(self) -> Result<T, E> {
        T::absent().ok_or_else(|| E::invalid_type(de::Unexpected::Option, &self))
    }

    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        self.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}
