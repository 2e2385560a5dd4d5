//! The outer form of a JWK Set (RFC 7517 §5).

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::jwk::Entry;

/// The value of `keys`.
pub(super) struct Envelope(pub(super) Vec<Entry>);

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EnvelopeVisitor)
    }
}

struct EnvelopeVisitor;

impl<'de> Visitor<'de> for EnvelopeVisitor {
    type Value = Envelope;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JWK Set")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Envelope, A::Error> {
        use serde::de::Error as _;
        let mut seen = std::collections::BTreeSet::new();
        let mut keys = None;
        while let Some(name) = map.next_key::<String>()? {
            if name == "keys" {
                keys = Some(map.next_value::<Vec<Entry>>()?);
            } else {
                map.next_value::<serde::de::IgnoredAny>()?;
            }
            if !seen.insert(name) {
                return Err(A::Error::custom("a member twice"));
            }
        }
        keys.map(Envelope).ok_or_else(|| A::Error::missing_field("keys"))
    }
}
