//! Passes a value that was read already to the field with its name.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::de::value::SeqDeserializer;
use serde::de::{Deserializer, Error, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::text::Text;
use crate::base::registered::Audiences;

/// A member's name as a deserializer.
pub(super) struct NameReplay<'r, 't, E> {
    name: Text<'r, 't>,
    error: PhantomData<E>,
}

impl<'r, 't, E> NameReplay<'r, 't, E> {
    #[inline]
    pub(super) fn new(name: Text<'r, 't>) -> Self {
        Self { name, error: PhantomData }
    }
}

impl<'t, E: Error> Deserializer<'t> for NameReplay<'_, 't, E> {
    type Error = E;

    #[inline]
    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, E> {
        match self.name {
            Text::Borrowed(name) => visitor.visit_borrowed_str(name),
            Text::Escaped(name) => visitor.visit_str(name),
        }
    }

    forward_to_deserialize_any! {
        <W: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A registered claim as a deserializer.
pub(super) struct Replay<'r, 't, E> {
    value: Value<'r, 't>,
    error: PhantomData<E>,
}

enum Value<'r, 't> {
    Text(Text<'r, 't>),
    Texts(&'r [Cow<'t, str>]),
    U64(u64),
    I64(i64),
    F64(f64),
}

impl<'r, 't, E> Replay<'r, 't, E> {
    #[inline]
    fn new(value: Value<'r, 't>) -> Self {
        Self { value, error: PhantomData }
    }

    #[inline]
    pub(super) fn text(text: Text<'r, 't>) -> Self {
        Self::new(Value::Text(text))
    }

    /// `aud`.
    pub(super) fn audiences(audiences: &'r Audiences<'t>) -> Self {
        match audiences {
            Audiences::One(name) => element(name),
            Audiences::Many(names) => Self::new(Value::Texts(names)),
        }
    }

    #[inline]
    pub(super) fn u64(number: u64) -> Self {
        Self::new(Value::U64(number))
    }

    pub(super) fn i64(number: i64) -> Self {
        Self::new(Value::I64(number))
    }

    pub(super) fn f64(number: f64) -> Self {
        Self::new(Value::F64(number))
    }
}

fn element<'r, 't, E>(text: &'r Cow<'t, str>) -> Replay<'r, 't, E> {
    Replay::text(match text {
        Cow::Borrowed(text) => Text::Borrowed(text),
        Cow::Owned(text) => Text::Escaped(text),
    })
}

impl<'t, E: Error> Deserializer<'t> for Replay<'_, 't, E> {
    type Error = E;

    #[inline]
    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, E> {
        match self.value {
            Value::Text(Text::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Value::Text(Text::Escaped(text)) => visitor.visit_str(text),
            Value::Texts(texts) => visitor.visit_seq(SeqDeserializer::new(texts.iter().map(element))),
            Value::U64(number) => visitor.visit_u64(number),
            Value::I64(number) => visitor.visit_i64(number),
            Value::F64(number) => visitor.visit_f64(number),
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
            Value::Text(text) => visitor.visit_enum(text.as_str().into_deserializer()),
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
