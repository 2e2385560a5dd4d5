//! A payload as it would be without some of its members: so that the failing
//! path finds more than the first misfit.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::capture::TextSeed;
use super::replay::{Replay, Text};

/// A JSON deserializer of all members but those. Always a map: that is what is
/// asked for.
pub(super) struct Partly<'p, D> {
    pub(super) inner: D,
    pub(super) leave_out: &'p dyn Fn(&str) -> bool,
}

impl<'t, D: Deserializer<'t>> Deserializer<'t> for Partly<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_map(PartVisitor { visitor, leave_out: self.leave_out })
    }

    forward_to_deserialize_any! {
        <W: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct PartVisitor<'p, V> {
    visitor: V,
    leave_out: &'p dyn Fn(&str) -> bool,
}

impl<'t, V: Visitor<'t>> Visitor<'t> for PartVisitor<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'t>>(self, map: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Members { map, leave_out: self.leave_out })
    }
}

struct Members<'p, A> {
    map: A,
    leave_out: &'p dyn Fn(&str) -> bool,
}

impl<'t, A: MapAccess<'t>> MapAccess<'t> for Members<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'t>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(name) = self.map.next_key_seed(TextSeed)? {
            if !(self.leave_out)(&name) {
                let name = match &name {
                    Cow::Borrowed(name) => Text::Borrowed(name),
                    Cow::Owned(name) => Text::Escaped(name),
                };
                return seed.deserialize(Replay::text(name)).map(Some);
            }
            self.map.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}
