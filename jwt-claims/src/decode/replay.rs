//! A value that was read already, handed on to the field that has its name.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::de::value::SeqDeserializer;
use serde::de::{Deserializer, Error, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::NumericDate;
use crate::registered::{Audiences, Registered, RegisteredClaim};

/// A registered claim, or a member's name, as a deserializer.
pub(crate) struct Replay<'r, 't, E> {
    value: Value<'r, 't>,
    error: PhantomData<E>,
}

enum Value<'r, 't> {
    Text(&'r Cow<'t, str>),
    Texts(&'r [Cow<'t, str>]),
    Date(NumericDate),
    Nothing,
}

impl<'r, 't, E> Replay<'r, 't, E> {
    fn new(value: Value<'r, 't>) -> Self {
        Self { value, error: PhantomData }
    }

    #[inline]
    pub(crate) fn text(text: &'r Cow<'t, str>) -> Self {
        Self::new(Value::Text(text))
    }

    #[inline]
    pub(crate) fn claim(registered: &'r Registered<'t>, claim: RegisteredClaim) -> Self {
        let text = |text: &'r Option<Cow<'t, str>>| text.as_ref().map(Value::Text);
        let date = |date: Option<NumericDate>| date.map(Value::Date);
        let value = match claim {
            RegisteredClaim::Iss => text(&registered.iss),
            RegisteredClaim::Sub => text(&registered.sub),
            RegisteredClaim::Jti => text(&registered.jti),
            RegisteredClaim::Exp => date(registered.exp),
            RegisteredClaim::Nbf => date(registered.nbf),
            RegisteredClaim::Iat => date(registered.iat),
            RegisteredClaim::Aud => registered.aud.as_ref().map(|audiences| match audiences {
                Audiences::One(name) => Value::Text(name),
                Audiences::Many(names) => Value::Texts(names),
            }),
        };
        Self::new(value.unwrap_or(Value::Nothing))
    }
}

impl<'t, E: Error> Deserializer<'t> for Replay<'_, 't, E> {
    type Error = E;

    #[inline]
    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, E> {
        match self.value {
            Value::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Value::Text(Cow::Owned(text)) => visitor.visit_str(text),
            Value::Texts(texts) => visitor.visit_seq(SeqDeserializer::new(texts.iter().map(Self::text))),
            Value::Date(date) if date.has_fraction() => visitor.visit_f64(date.seconds_f64()),
            Value::Date(date) => match u64::try_from(date.seconds()) {
                Ok(seconds) => visitor.visit_u64(seconds),
                Err(_) => visitor.visit_i64(date.seconds()),
            },
            Value::Nothing => visitor.visit_unit(),
        }
    }

    #[inline]
    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        match self.value {
            Value::Text(text) => visitor.visit_enum(text.as_ref().into_deserializer()),
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        <W: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'t, E: Error> IntoDeserializer<'t, E> for Replay<'_, 't, E> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
