//! Reads JWK Sets (RFC 7517 §5): each entry becomes keys or is skipped.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::certificates::Certificates;
use super::distinct::Distinct;
use super::jwk::Jwk;
use super::keys::{Keys, Skipped};
use super::verifying::VerifyingKey;
use crate::base::peek::peek;
use crate::crypto::algorithm::Algorithm;
use crate::error::Error;

/// The keys of a JWK Set for the algorithms allowed. Too many entries are an error; one
/// whose `kid` is too long is skipped.
pub(super) fn read(
    jwks: &str,
    algorithms: &[Algorithm],
    max_entries: usize,
    max_kid_bytes: usize,
) -> Result<Keys, Error> {
    let entries = entries(jwks)?;
    if entries.len() > max_entries {
        let found = entries.len();
        return Err(Error::invalid_key(format!(
            "expected at most {max_entries} keys in the JWK Set, found {found}"
        )));
    }
    let entries: Vec<Entry<'_>> = entries.into_iter().map(Entry::of).collect();
    let is_public = entries.iter().any(|entry| entry.kty.as_deref().is_some_and(|kty| kty != "oct"));
    let named = entries.iter().any(|entry| entry.kid.is_some());
    let mut set = Keys { named, allowed: algorithms.iter().copied().collect(), ..Keys::default() };
    let mut keys = Distinct::default();
    for (index, entry) in entries.into_iter().enumerate() {
        let before = keys.len();
        let outcome = if is_public && entry.kty.as_deref() == Some("oct") {
            Err(secret_among_public())
        } else if entry.kid.as_ref().is_some_and(|kid| kid.len() > max_kid_bytes) {
            Err(Error::invalid_key(format!(
                "expected a `kid` of at most {max_kid_bytes} bytes, found a longer one"
            )))
        } else {
            add(&mut keys, entry.json, algorithms)
        };
        let is_skipped = outcome.is_err();
        if let Err(reason) = outcome {
            set.skipped.push(entry.skipped(index, reason).into());
        }
        // a duplicate does not count
        set.given += usize::from(is_skipped || keys.len() > before);
    }
    set.keys = keys.into_vec();
    Ok(set)
}

/// The entries of a JWK Set, not read yet.
pub(crate) fn entries(jwks: &str) -> Result<Vec<&RawValue>, Error> {
    let envelope: Envelope<'_> = serde_json::from_str(jwks).map_err(|error| {
        // serde's text could quote the set; the position does not
        Error::invalid_key(format!(
            "expected a JWK Set, a JSON object with one array `keys` and no member twice, found another; \
             reading stopped at line {} column {}",
            error.line(),
            error.column()
        ))
    })?;
    Ok(envelope.0)
}

/// Adds a key for each algorithm of the entry; an error if there is none.
fn add(keys: &mut Distinct, json: &RawValue, algorithms: &[Algorithm]) -> Result<(), Error> {
    let jwk = Jwk::read(json)?;
    let mut serves = false;
    let mut refusal = None;
    for algorithm in jwk.algorithms(algorithms)? {
        match VerifyingKey::of_jwk(algorithm, &jwk) {
            Ok(key) => {
                serves = true;
                keys.insert(key);
            }
            Err(error) => refusal = Some(error),
        }
    }
    refusal.filter(|_| !serves).map_or(Ok(()), Err)
}

#[cold]
fn secret_among_public() -> Error {
    Error::invalid_key(
        "expected public keys only or symmetric keys only, found a symmetric key among public ones; \
         keep it in a set of its own, and replace it if this set was published",
    )
}

/// An entry of a JWK Set, and its names even if it is not a valid JWK.
struct Entry<'j> {
    json: &'j RawValue,
    kid: Option<String>,
    kty: Option<String>,
}

impl<'j> Entry<'j> {
    fn of(json: &'j RawValue) -> Self {
        let text = |member| {
            let mut text = None;
            // errors after this member are reported by the reader
            let _ = peek(json.get(), member, |value| text = Some(value.to_owned()));
            text
        };
        Self { json, kid: text("kid"), kty: text("kty") }
    }

    #[cold]
    fn skipped(self, index: usize, reason: Error) -> Skipped {
        let certificates =
            Jwk::read(self.json).map_or_else(|_| Certificates::default(), |jwk| Certificates::of(&jwk));
        Skipped::new(index, self.kid, certificates, reason)
    }
}

/// The value of `keys` with unparsed entries: an error in one does not affect the
/// others.
struct Envelope<'j>(Vec<&'j RawValue>);

impl<'j> Deserialize<'j> for Envelope<'j> {
    fn deserialize<D: Deserializer<'j>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EnvelopeVisitor)
    }
}

struct EnvelopeVisitor;

impl<'j> Visitor<'j> for EnvelopeVisitor {
    type Value = Envelope<'j>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JWK Set")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut map: A) -> Result<Envelope<'j>, A::Error> {
        use serde::de::Error as _;
        let mut seen = std::collections::BTreeSet::new();
        let mut keys = None;
        while let Some(name) = map.next_key::<String>()? {
            if name == "keys" {
                keys = Some(map.next_value::<Vec<&RawValue>>()?);
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
