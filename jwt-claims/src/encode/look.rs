//! Inspects a value before it is written: is it `None`, and which date is it.

use std::fmt;

use serde::ser::{Impossible, Serialize, Serializer};

use crate::base::numeric_date::NumericDate;
use crate::value::time_claim::TimeClaim;

/// The result of inspecting a value.
pub(super) enum Seen {
    /// It calls `serialize_none`.
    None,
    /// A number that is a date.
    Date(NumericDate),
    /// Anything else.
    Other,
}

/// Inspects the first call of the value's `Serialize`. For most types, the compiler can
/// compute this.
#[inline]
pub(super) fn look<T: Serialize + ?Sized>(value: &T) -> Seen {
    value.serialize(Look).unwrap_or(Seen::Other)
}

/// Whether a value is `None`, as serde sees it (for `skip_serializing_if`).
pub fn is_none<T: Serialize + ?Sized>(value: &T) -> bool {
    matches!(look(value), Seen::None)
}

/// A serializer that writes nothing and refuses everything except `None` and numbers.
struct Look;

fn date(date: Option<NumericDate>) -> Result<Seen, fmt::Error> {
    date.map(Seen::Date).ok_or(fmt::Error)
}

macro_rules! dates {
    ($($method:ident($number:ident: $type:ty) => $date:expr;)*) => {$(
        #[inline]
        fn $method(self, $number: $type) -> Result<Seen, fmt::Error> { date($date) }
    )*};
}

macro_rules! others {
    ($($method:ident($($type:ty),*) -> $ok:ty;)*) => {$(
        #[inline]
        fn $method(self, $(_: $type),*) -> Result<$ok, fmt::Error> { Err(fmt::Error) }
    )*};
}

impl Serializer for Look {
    type Ok = Seen;
    type Error = fmt::Error;
    type SerializeSeq = Impossible<Seen, fmt::Error>;
    type SerializeTuple = Impossible<Seen, fmt::Error>;
    type SerializeTupleStruct = Impossible<Seen, fmt::Error>;
    type SerializeTupleVariant = Impossible<Seen, fmt::Error>;
    type SerializeMap = Impossible<Seen, fmt::Error>;
    type SerializeStruct = Impossible<Seen, fmt::Error>;
    type SerializeStructVariant = Impossible<Seen, fmt::Error>;

    #[inline]
    fn serialize_none(self) -> Result<Seen, fmt::Error> {
        Ok(Seen::None)
    }

    /// `Some(None)` is not `None`: it is written as `null`.
    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Seen, fmt::Error> {
        match value.serialize(self)? {
            Seen::None => Err(fmt::Error),
            seen => Ok(seen),
        }
    }

    dates! {
        serialize_i8(n: i8) => i64::from(n).to_numeric_date();
        serialize_i16(n: i16) => i64::from(n).to_numeric_date();
        serialize_i32(n: i32) => i64::from(n).to_numeric_date();
        serialize_i64(n: i64) => n.to_numeric_date();
        serialize_u8(n: u8) => u64::from(n).to_numeric_date();
        serialize_u16(n: u16) => u64::from(n).to_numeric_date();
        serialize_u32(n: u32) => u64::from(n).to_numeric_date();
        serialize_u64(n: u64) => n.to_numeric_date();
        serialize_f32(n: f32) => f64::from(n).to_numeric_date();
        serialize_f64(n: f64) => n.to_numeric_date();
    }

    others! {
        serialize_bool(bool) -> Seen;
        serialize_char(char) -> Seen;
        serialize_str(&str) -> Seen;
        serialize_bytes(&[u8]) -> Seen;
        serialize_unit() -> Seen;
        serialize_unit_struct(&'static str) -> Seen;
        serialize_unit_variant(&'static str, u32, &'static str) -> Seen;
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<Seen, fmt::Error> {
        self.serialize_some(value)
    }

    #[inline]
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }

    #[inline]
    fn collect_str<T: fmt::Display + ?Sized>(self, _value: &T) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
}
