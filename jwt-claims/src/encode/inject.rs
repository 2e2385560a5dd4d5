//! The serializer that a claims type is written through: it watches the
//! registered claims, leaves out those that are null, and adds the defaults.

use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeMap, SerializeStruct, Serializer};

use super::probe::{Probe, Seen};
use super::{Defaults, KindSeen, Minted};
use crate::judge::Judge;
use crate::registered::RegisteredClaim;

/// A JSON serializer that takes nothing but a map or a struct.
pub(super) struct Inject<'i, S> {
    inner: S,
    minted: &'i mut Minted,
    defaults: &'i Defaults<'i>,
    judge: &'i Judge<'i>,
}

impl<'i, S> Inject<'i, S> {
    pub(super) fn new(
        inner: S,
        minted: &'i mut Minted,
        defaults: &'i Defaults<'i>,
        judge: &'i Judge<'i>,
    ) -> Self {
        Self { inner, minted, defaults, judge }
    }
}

macro_rules! refuses {
    ($($method:ident($($type:ty),*) -> $ok:ty;)*) => {$(
        fn $method(self, $(_: $type),*) -> Result<$ok, S::Error> { Err(no_object()) }
    )*};
}

fn no_object<E: serde::ser::Error>() -> E {
    E::custom("a claims set must be a JSON object")
}

impl<'i, S: Serializer> Serializer for Inject<'i, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Impossible<S::Ok, S::Error>;
    type SerializeTuple = Impossible<S::Ok, S::Error>;
    type SerializeTupleStruct = Impossible<S::Ok, S::Error>;
    type SerializeTupleVariant = Impossible<S::Ok, S::Error>;
    type SerializeMap = Members<'i, S::SerializeMap>;
    type SerializeStruct = Members<'i, S::SerializeMap>;
    type SerializeStructVariant = Impossible<S::Ok, S::Error>;

    fn serialize_map(self, _len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        Ok(Members {
            map: self.inner.serialize_map(None)?,
            name: None,
            minted: self.minted,
            defaults: self.defaults,
            judge: self.judge,
        })
    }

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Self::SerializeStruct, S::Error> {
        self.serialize_map(None)
    }

    refuses! {
        serialize_bool(bool) -> S::Ok;
        serialize_i8(i8) -> S::Ok;
        serialize_i16(i16) -> S::Ok;
        serialize_i32(i32) -> S::Ok;
        serialize_i64(i64) -> S::Ok;
        serialize_u8(u8) -> S::Ok;
        serialize_u16(u16) -> S::Ok;
        serialize_u32(u32) -> S::Ok;
        serialize_u64(u64) -> S::Ok;
        serialize_f32(f32) -> S::Ok;
        serialize_f64(f64) -> S::Ok;
        serialize_char(char) -> S::Ok;
        serialize_str(&str) -> S::Ok;
        serialize_bytes(&[u8]) -> S::Ok;
        serialize_none() -> S::Ok;
        serialize_unit() -> S::Ok;
        serialize_unit_struct(&'static str) -> S::Ok;
        serialize_unit_variant(&'static str, u32, &'static str) -> S::Ok;
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _value: &T) -> Result<S::Ok, S::Error> {
        Err(no_object())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _value: &T,
    ) -> Result<S::Ok, S::Error> {
        Err(no_object())
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<S::Ok, S::Error> {
        Err(no_object())
    }
}

/// The members of the claims set.
pub(super) struct Members<'i, M> {
    map: M,
    /// The name that was given apart from its value.
    name: Option<String>,
    minted: &'i mut Minted,
    defaults: &'i Defaults<'i>,
    judge: &'i Judge<'i>,
}

impl<M: SerializeMap> Members<'_, M> {
    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), M::Error> {
        if let Some(claim) = RegisteredClaim::from_name(name)
            && !self.watch(claim, value)?
        {
            return Ok(());
        }
        if let Some((_, kind)) = self.defaults.kind.filter(|(claim, _)| *claim == name)
            && !self.says_kind(kind, value)?
        {
            return Ok(());
        }
        self.map.serialize_entry(name, value)
    }

    /// Writes a member that the claims type says, and notes it if that fails.
    fn say<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), M::Error> {
        let said = self.member(name, value);
        if said.is_err() {
            self.minted.stuck = Some(name.to_owned());
        }
        said
    }

    /// Notes what a registered claim says; whether it is to be written.
    fn watch<T: Serialize + ?Sized>(&mut self, claim: RegisteredClaim, value: &T) -> Result<bool, M::Error> {
        let Self { minted, judge, .. } = self;
        let mut is_null = false;
        let mut tell = |seen: Seen<'_>| {
            is_null |= matches!(seen, Seen::Null);
            minted.note(claim, &seen, judge);
        };
        value.serialize(Probe { tell: &mut tell }).map_err(M::Error::custom)?;
        if is_null {
            return Ok(false);
        }
        if !self.minted.written.insert(claim) {
            return Err(M::Error::custom(format_args!("`{claim}` would be written twice")));
        }
        Ok(true)
    }

    /// Notes whether the claim says what tells the kind apart; whether it is to
    /// be written.
    fn says_kind<T: Serialize + ?Sized>(&mut self, kind: &str, value: &T) -> Result<bool, M::Error> {
        let said = serde_json::to_value(value).map_err(M::Error::custom)?;
        if said.is_null() {
            return Ok(false);
        }
        self.minted.kind = if said.as_str() == Some(kind) { KindSeen::Said } else { KindSeen::Wrong };
        Ok(true)
    }

    /// Adds what the claims type did not say.
    fn complete(mut self) -> Result<M::Ok, M::Error> {
        use RegisteredClaim::{Aud, Exp, Iat, Iss, Jti};
        let defaults = self.defaults;
        if let Some((claim, kind)) = defaults.kind.filter(|_| self.minted.kind == KindSeen::Unsaid) {
            self.member(claim, kind)?;
        }
        let forbidden = self.judge.policy.forbidden();
        let silent = |members: &Self, claim| !members.minted.written.or(forbidden).contains(claim);
        if let Some(iss) = defaults.iss.filter(|_| silent(&self, Iss)) {
            self.member("iss", iss)?;
        }
        if silent(&self, Aud) {
            match (defaults.aud, self.judge.policy.audiences()) {
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
                    self.minted.jti = Some(error);
                    return Err(M::Error::custom("no randomness for `jti`"));
                }
            }
        }
        self.map.end()
    }
}

impl Minted {
    fn note(&mut self, claim: RegisteredClaim, seen: &Seen<'_>, judge: &Judge<'_>) {
        use RegisteredClaim::{Aud, Exp, Iat, Iss, Jti, Nbf, Sub};
        match (claim, seen) {
            (_, Seen::Null) | (Sub | Jti, Seen::Text(_)) | (Nbf, Seen::Date(_)) => {}
            (Iss, Seen::Text(iss)) => self.wrong_iss = !judge.issuer_fits(iss),
            (Aud, Seen::Text(name)) => {
                self.aud.declared |= judge.policy.audiences().contains(name);
                self.aud.here |= judge.audiences.iter().any(|here| here == name);
            }
            (Exp, Seen::Date(date)) => self.exp = Some(*date),
            (Iat, Seen::Date(date)) => self.iat = Some(*date),
            _ if judge.checks(claim) => {
                self.ill_typed.insert(claim);
            }
            _ => {}
        }
    }
}

impl<M: SerializeMap> SerializeStruct for Members<'_, M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), M::Error> {
        self.say(name, value)
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        self.complete()
    }
}

impl<M: SerializeMap> SerializeMap for Members<'_, M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), M::Error> {
        let mut text = None;
        let mut tell = |seen: Seen<'_>| {
            if let Seen::Text(name) = seen {
                text = Some(name.to_owned());
            }
        };
        name.serialize(Probe { tell: &mut tell }).map_err(M::Error::custom)?;
        self.name = Some(text.ok_or_else(|| M::Error::custom("a claim's name must be a string"))?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), M::Error> {
        let name = self.name.take().ok_or_else(|| M::Error::custom("a value came before its name"))?;
        self.say(&name, value)
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        self.complete()
    }
}
