//! The serializer for a claims type: it leaves out `None`, and adds the defaults.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeMap, SerializeStruct, Serializer};
use serde_json::Error;

use super::defaults::{Defaults, Written};
use super::look::{Seen, look};
use crate::base::registered::RegisteredClaim;

type Json<'b> = serde_json::Serializer<&'b mut Vec<u8>>;
type JsonMap<'i, 'b> = <&'i mut Json<'b> as Serializer>::SerializeMap;

pub(super) const NO_OBJECT: &str = "a claims set must be a JSON object";
pub(super) const NO_NAME: &str = "a claim's name must be a string";
pub(super) const TWICE: &str = "the claim would be written twice";

/// A JSON serializer that accepts only a map or a struct.
pub(crate) struct Inject<'i, 'b> {
    inner: &'i mut Json<'b>,
    written: &'i mut Written,
    defaults: &'i Defaults<'i>,
}

impl<'i, 'b> Inject<'i, 'b> {
    pub(super) fn new(inner: &'i mut Json<'b>, written: &'i mut Written, defaults: &'i Defaults<'i>) -> Self {
        Self { inner, written, defaults }
    }
}

macro_rules! refuses {
    ($($method:ident($($type:ty),*) -> $ok:ty;)*) => {$(
        fn $method(self, $(_: $type),*) -> Result<$ok, Error> { Err(no_object()) }
    )*};
}

fn no_object() -> Error {
    Error::custom(NO_OBJECT)
}

impl<'i, 'b> Serializer for Inject<'i, 'b> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Impossible<(), Error>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Members<'i, 'b>;
    type SerializeStruct = Members<'i, 'b>;
    type SerializeStructVariant = Impossible<(), Error>;

    #[inline]
    fn serialize_map(self, _len: Option<usize>) -> Result<Self::SerializeMap, Error> {
        Ok(Members {
            map: self.inner.serialize_map(None)?,
            name: None,
            names: BTreeSet::new(),
            written: self.written,
            defaults: self.defaults,
        })
    }

    #[inline]
    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Self::SerializeStruct, Error> {
        self.serialize_map(None)
    }

    refuses! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_str(&str) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _value: &T) -> Result<(), Error> {
        Err(no_object())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _value: &T,
    ) -> Result<(), Error> {
        Err(no_object())
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<(), Error> {
        Err(no_object())
    }
}

/// The members of the claims set.
pub(crate) struct Members<'i, 'b> {
    map: JsonMap<'i, 'b>,
    /// The name that was passed before its value.
    name: Option<String>,
    /// The names that were passed this way, and the names of fields that were left out,
    /// because a flattened field may repeat one.
    names: BTreeSet<String>,
    written: &'i mut Written,
    defaults: &'i Defaults<'i>,
}

impl Members<'_, '_> {
    #[inline]
    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        let claim = RegisteredClaim::from_name(name);
        let is_kind = self.defaults.kind.is_some_and(|(kind, _)| kind == name);
        let seen = look(value);
        if matches!(seen, Seen::None) && (claim.is_some() || is_kind || (self.defaults.omits)(name)) {
            return Ok(());
        }
        self.written.is_kind_said |= is_kind;
        if let Some(claim) = claim {
            self.written.claims.insert(claim);
        }
        if let (Some(RegisteredClaim::Exp), Seen::Date(date)) = (claim, seen) {
            self.written.exp = Some(date);
        }
        self.map.serialize_entry(name, value)
    }

    /// Writes a member of the claims type, and notes its name on an error.
    fn say<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        let said = self.member(name, value);
        if said.is_err() {
            self.written.stuck = Some(name.to_owned());
        }
        said
    }

    /// Adds the defaults.
    #[inline]
    fn complete(mut self) -> Result<(), Error> {
        use RegisteredClaim::{Aud, Exp, Iat, Iss, Jti};
        let defaults = self.defaults;
        if let Some((claim, kind)) = defaults.kind.filter(|_| !self.written.is_kind_said) {
            self.member(claim, kind)?;
        }
        let forbidden = defaults.policy.forbidden();
        let silent = |members: &Self, claim| !members.written.claims.or(forbidden).contains(claim);
        if let Some(iss) = defaults.iss.filter(|_| silent(&self, Iss)) {
            self.member("iss", iss)?;
        }
        if silent(&self, Aud) {
            match (defaults.aud, defaults.policy.audiences()) {
                ([one], _) => self.member("aud", one)?,
                ([_, ..], _) => self.member("aud", defaults.aud)?,
                ([], [declared]) => self.member("aud", declared)?,
                ([], _) => {}
            }
        }
        if silent(&self, Iat) {
            self.member("iat", &defaults.iat.seconds())?;
        }
        if let Some(exp) = defaults.exp.filter(|_| silent(&self, Exp)) {
            self.member("exp", &exp.seconds())?;
        }
        if silent(&self, Jti) {
            match (defaults.jti)() {
                Ok(jti) => self.member("jti", jti.as_str())?,
                Err(error) => {
                    self.written.jti = Some(error);
                    return Err(Error::custom("no random numbers for `jti`"));
                }
            }
        }
        SerializeMap::end(self.map)
    }
}

impl SerializeStruct for Members<'_, '_> {
    type Ok = ();
    type Error = Error;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.say(name, value)
    }

    fn end(self) -> Result<(), Error> {
        self.complete()
    }
}

impl SerializeMap for Members<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Error> {
        let mut text = String::new();
        write!(text, "{}", Name(name)).map_err(|_| Error::custom(NO_NAME))?;
        self.name = Some(text);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let name = self.name.take().ok_or_else(|| Error::custom("a value came before its name"))?;
        if self.names.contains(&name) {
            self.written.stuck = Some(name);
            return Err(Error::custom(TWICE));
        }
        self.say(&name, value)?;
        self.names.insert(name);
        Ok(())
    }

    fn end(self) -> Result<(), Error> {
        self.complete()
    }
}

/// A member's name as text. serde writes only strings and numbers into a formatter.
struct Name<'n, T: ?Sized>(&'n T);

impl<T: Serialize + ?Sized> fmt::Display for Name<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}
