//! The deserializer that a claims type is read through: it takes the
//! registered claims out of the stream, hands each to the field that has its
//! name, and refuses repeated names.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::names::Names;
use super::replay::Replay;
use crate::NumericDate;
use crate::claims::{Declared, Member};
use crate::registered::{Audiences, ClaimSet, Registered, RegisteredClaim};
use crate::rules::Seen;

/// What was met on the way.
pub(crate) struct Captured<'t> {
    pub(crate) registered: Registered<'t>,
    pub(crate) seen: Seen,
    unknown: Names<'t>,
    /// Handed on as they are, whatever their type.
    unchecked: ClaimSet,
}

impl<'t> Captured<'t> {
    pub(crate) fn new(unchecked: ClaimSet) -> Self {
        Self { registered: Registered::default(), seen: Seen::default(), unknown: Names::new(), unchecked }
    }
}

/// A JSON deserializer as `C` sees it: always a map, whatever it asks for.
pub(crate) struct Capture<'c, 't, D, C> {
    inner: D,
    captured: &'c mut Captured<'t>,
    claims: PhantomData<C>,
}

impl<'c, 't, D, C> Capture<'c, 't, D, C> {
    pub(crate) fn new(inner: D, captured: &'c mut Captured<'t>) -> Self {
        Self { inner, captured, claims: PhantomData }
    }
}

macro_rules! as_map {
    ($($method:ident($($argument:ident: $type:ty),*);)*) => {$(
        #[inline]
        fn $method<V: Visitor<'t>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            $(let _ = $argument;)*
            self.map(visitor)
        }
    )*};
}

impl<'t, D: Deserializer<'t>, C: Declared> Capture<'_, 't, D, C> {
    #[inline]
    fn map<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_map(MapVisitor { visitor, captured: self.captured, claims: self.claims })
    }
}

impl<'t, D: Deserializer<'t>, C: Declared> Deserializer<'t> for Capture<'_, 't, D, C> {
    type Error = D::Error;

    as_map! {
        deserialize_any();
        deserialize_map();
        deserialize_struct(name: &'static str, fields: &'static [&'static str]);
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_newtype_struct(name: &'static str);
        deserialize_option();
        deserialize_ignored_any();
    }

    forward_to_deserialize_any! {
        <W: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        seq tuple tuple_struct enum identifier
    }
}

struct MapVisitor<'c, 't, V, C> {
    visitor: V,
    captured: &'c mut Captured<'t>,
    claims: PhantomData<C>,
}

impl<'t, V: Visitor<'t>, C: Declared> Visitor<'t> for MapVisitor<'_, 't, V, C> {
    type Value = V::Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON object")
    }

    #[inline]
    fn visit_map<A: MapAccess<'t>>(self, map: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Members::<_, C> {
            map,
            captured: self.captured,
            replayed: None,
            claims: self.claims,
        })
    }
}

struct Members<'c, 't, A, C> {
    map: A,
    captured: &'c mut Captured<'t>,
    /// The registered claim whose name was handed on, and whose value waits.
    replayed: Option<RegisteredClaim>,
    claims: PhantomData<C>,
}

impl<'t, A: MapAccess<'t>, C: Declared> Members<'_, 't, A, C> {
    /// Reads a registered claim's value; whether its name must be handed on.
    #[inline]
    fn registered(&mut self, claim: RegisteredClaim) -> Result<bool, A::Error> {
        if !self.captured.registered.present.insert(claim) {
            return Err(A::Error::custom(format_args!("duplicate field `{claim}`")));
        }
        let has_field = C::TAKES.contains(claim);
        if self.captured.unchecked.contains(claim) {
            if !has_field {
                self.map.next_value::<serde::de::IgnoredAny>()?;
            }
            return Ok(has_field);
        }
        read(&mut self.captured.registered, claim, &mut self.map)?;
        self.replayed = has_field.then_some(claim);
        Ok(has_field)
    }
}

impl<'t, A: MapAccess<'t>, C: Declared> MapAccess<'t> for Members<'_, 't, A, C> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'t>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        loop {
            let Some(name) = self.map.next_key_seed(TextSeed)? else { return Ok(None) };
            if let Some(claim) = RegisteredClaim::from_name(&name) {
                if !self.registered(claim)? {
                    continue;
                }
            } else {
                match C::member(&name) {
                    Member::Field => {}
                    Member::Noted(member) => self.captured.seen.note(member),
                    Member::Unknown if self.captured.unknown.insert(name.clone()) => {}
                    Member::Unknown => {
                        return Err(A::Error::custom("duplicate field"));
                    }
                }
            }
            return seed.deserialize(Replay::text(&name)).map(Some);
        }
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.replayed.take() {
            None => self.map.next_value_seed(seed),
            Some(claim) => seed.deserialize(Replay::claim(&self.captured.registered, claim)),
        }
    }
}

/// Reads the registered claim's value that comes next in the map; a wrong
/// type is an error.
#[inline]
fn read<'t, A: MapAccess<'t>>(
    registered: &mut Registered<'t>,
    claim: RegisteredClaim,
    map: &mut A,
) -> Result<(), A::Error> {
    match claim {
        RegisteredClaim::Iss => registered.iss = Some(map.next_value_seed(TextSeed)?),
        RegisteredClaim::Sub => registered.sub = Some(map.next_value_seed(TextSeed)?),
        RegisteredClaim::Jti => registered.jti = Some(map.next_value_seed(TextSeed)?),
        RegisteredClaim::Aud => registered.aud = Some(map.next_value_seed(AudiencesSeed)?),
        RegisteredClaim::Exp => registered.exp = Some(map.next_value_seed(DateSeed)?),
        RegisteredClaim::Nbf => registered.nbf = Some(map.next_value_seed(DateSeed)?),
        RegisteredClaim::Iat => registered.iat = Some(map.next_value_seed(DateSeed)?),
    }
    Ok(())
}

/// A string, borrowed from the payload unless it has escapes.
struct TextSeed;

impl<'t> DeserializeSeed<'t> for TextSeed {
    type Value = Cow<'t, str>;

    #[inline]
    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Cow<'t, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'t> Visitor<'t> for TextSeed {
    type Value = Cow<'t, str>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a string")
    }

    #[inline]
    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Cow<'t, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'t, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

struct AudiencesSeed;

impl<'t> DeserializeSeed<'t> for AudiencesSeed {
    type Value = Audiences<'t>;

    #[inline]
    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Audiences<'t>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for AudiencesSeed {
    type Value = Audiences<'t>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(RegisteredClaim::Aud.expected())
    }

    #[inline]
    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Audiences<'t>, E> {
        Ok(Audiences::One(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Audiences<'t>, E> {
        Ok(Audiences::One(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut names: A) -> Result<Audiences<'t>, A::Error> {
        let all: Result<_, _> =
            std::iter::from_fn(|| names.next_element_seed(TextSeed).transpose()).collect();
        all.map(Audiences::Many)
    }
}

struct DateSeed;

impl<'t> DeserializeSeed<'t> for DateSeed {
    type Value = NumericDate;

    #[inline]
    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<NumericDate, D::Error> {
        crate::time_claim::deserialize(deserializer)
    }
}
