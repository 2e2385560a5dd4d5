//! Looks at a registered claim's value before it is written.

use serde::de::value::Error as ProbeError;
use serde::ser::{Impossible, Serialize, SerializeSeq, SerializeTuple, SerializeTupleStruct, Serializer};

use super::notes::Notes;
use crate::NumericDate;
use crate::time_claim::TimeClaim;

/// What a value turned out to be.
pub(crate) enum Seen<'v> {
    /// A string, or one of an array of strings.
    Text(&'v str),
    /// A number that is a date.
    Date(NumericDate),
    /// `null`: the claim is not to be written.
    Null,
    /// An array; what is in it follows.
    Array,
    /// Anything else.
    Other,
}

/// A serializer that tells what it is given and writes nothing: the same for
/// every claim, so that a type is compiled for it once.
pub(super) struct Probe<'p, 'n>(pub(super) &'p mut Notes<'n>);

macro_rules! tells {
    ($($method:ident($($argument:ident: $type:ty),*) => $seen:expr;)*) => {$(
        #[inline]
        fn $method(self, $($argument: $type),*) -> Result<(), ProbeError> {
            self.0.add($seen);
            Ok(())
        }
    )*};
}

fn date(date: Option<NumericDate>) -> Seen<'static> {
    date.map_or(Seen::Other, Seen::Date)
}

impl Serializer for Probe<'_, '_> {
    type Ok = ();
    type Error = ProbeError;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Impossible<(), ProbeError>;
    type SerializeMap = Impossible<(), ProbeError>;
    type SerializeStruct = Impossible<(), ProbeError>;
    type SerializeStructVariant = Impossible<(), ProbeError>;

    tells! {
        serialize_str(text: &str) => Seen::Text(text);
        serialize_unit_variant(_n: &'static str, _i: u32, variant: &'static str) => Seen::Text(variant);
        serialize_i8(n: i8) => date(i64::from(n).to_numeric_date());
        serialize_i16(n: i16) => date(i64::from(n).to_numeric_date());
        serialize_i32(n: i32) => date(i64::from(n).to_numeric_date());
        serialize_i64(n: i64) => date(n.to_numeric_date());
        serialize_u8(n: u8) => date(u64::from(n).to_numeric_date());
        serialize_u16(n: u16) => date(u64::from(n).to_numeric_date());
        serialize_u32(n: u32) => date(u64::from(n).to_numeric_date());
        serialize_u64(n: u64) => date(n.to_numeric_date());
        serialize_f32(n: f32) => date(f64::from(n).to_numeric_date());
        serialize_f64(n: f64) => date(n.to_numeric_date());
        serialize_none() => Seen::Null;
        serialize_unit() => Seen::Null;
        serialize_unit_struct(_name: &'static str) => Seen::Null;
        serialize_bool(_v: bool) => Seen::Other;
        serialize_bytes(_v: &[u8]) => Seen::Other;
    }

    fn serialize_char(self, character: char) -> Result<(), ProbeError> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), ProbeError> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<(), ProbeError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<(), ProbeError> {
        self.0.add(Seen::Other);
        Ok(())
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<Self, ProbeError> {
        self.0.add(Seen::Array);
        Ok(self)
    }

    fn serialize_tuple(self, _len: usize) -> Result<Self, ProbeError> {
        self.0.add(Seen::Array);
        Ok(self)
    }

    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<Self, ProbeError> {
        self.0.add(Seen::Array);
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeTupleVariant, ProbeError> {
        Err(no_such_claim())
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Self::SerializeMap, ProbeError> {
        Err(no_such_claim())
    }

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Self::SerializeStruct, ProbeError> {
        Err(no_such_claim())
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeStructVariant, ProbeError> {
        Err(no_such_claim())
    }
}

fn no_such_claim() -> ProbeError {
    serde::ser::Error::custom("a registered claim is no object")
}

macro_rules! elements {
    ($($trait:ident::$method:ident;)*) => {$(
        impl $trait for Probe<'_, '_> {
            type Ok = ();
            type Error = ProbeError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ProbeError> {
                value.serialize(Probe(&mut *self.0))
            }

            fn end(self) -> Result<(), ProbeError> {
                Ok(())
            }
        }
    )*};
}
elements! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
}
