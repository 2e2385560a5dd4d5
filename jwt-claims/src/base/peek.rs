//! Reads one claim of a payload before the claims type is known.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What the claim is.
pub(crate) enum Peeked {
    Absent,
    Null,
    /// A string, which was passed on.
    Text,
    /// Anything else, in words.
    Other(Cow<'static, str>),
}

/// Passes the claim of that name to a function if it is a string. Nothing is stored or
/// allocated. Repeated names are found by the pass that reads the claims.
#[inline]
pub(crate) fn peek(
    payload: &str,
    claim: &str,
    mut tell: impl FnMut(&str),
) -> Result<Peeked, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(payload);
    let peeked = json.deserialize_map(Members { claim, tell: &mut tell })?;
    json.end()?;
    Ok(peeked)
}

struct Members<'p, F> {
    claim: &'p str,
    tell: &'p mut F,
}

impl<'t, F: FnMut(&str)> Visitor<'t> for Members<'_, F> {
    type Value = Peeked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Peeked, A::Error> {
        let mut peeked = Peeked::Absent;
        while let Some(is_claim) = map.next_key_seed(Name(self.claim))? {
            if is_claim {
                peeked = map.next_value_seed(Claim(&mut *self.tell))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(peeked)
    }
}

/// Whether a member has the claim's name.
struct Name<'p>(&'p str);

impl<'t> DeserializeSeed<'t> for Name<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a claim's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<bool, E> {
        Ok(name == self.0)
    }
}

/// The claim's value.
struct Claim<'p, F>(&'p mut F);

impl<'t, F: FnMut(&str)> DeserializeSeed<'t> for Claim<'_, F> {
    type Value = Peeked;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Peeked, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t, F: FnMut(&str)> Visitor<'t> for Claim<'_, F> {
    type Value = Peeked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Peeked, E> {
        (self.0)(text);
        Ok(Peeked::Text)
    }

    fn visit_unit<E: Error>(self) -> Result<Peeked, E> {
        Ok(Peeked::Null)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Peeked, E> {
        Ok(Peeked::Other("a boolean".into()))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Peeked, E> {
        Ok(Peeked::Other("a number".into()))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Peeked, E> {
        Ok(Peeked::Other("a number".into()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Peeked, E> {
        Ok(Peeked::Other("a number".into()))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut members: A) -> Result<Peeked, A::Error> {
        let mut length = 0;
        while members.next_element::<IgnoredAny>()?.is_some() {
            length += 1;
        }
        Ok(Peeked::Other(format!("an array of length {length}").into()))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Peeked, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Peeked::Other("an object".into()))
    }
}
