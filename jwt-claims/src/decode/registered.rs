//! Reads only the registered claims, of a token that was verified before.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::capture::{Captured, decode};
use crate::base::registered::{ClaimSet, Registered};
use crate::contract::part::{Member, Part};

/// Reads the registered claims of a payload in the same way as a claims type is read.
/// If an `unchecked` claim has the wrong type, all of `unchecked` are absent.
pub(crate) fn registered(payload: &str, unchecked: ClaimSet) -> Option<Registered<'_>> {
    read(payload, ClaimSet::default()).or_else(|| read(payload, unchecked))
}

fn read(payload: &str, unchecked: ClaimSet) -> Option<Registered<'_>> {
    let mut captured = Captured::new(unchecked);
    decode::<Fieldless>(payload, &mut captured).ok()?;
    Some(captured.registered)
}

/// A part without fields.
struct Fieldless;

impl<'t> Part<'t> for Fieldless {
    const TAKES: ClaimSet = ClaimSet::of(&[]);

    fn member(_: &str) -> Member {
        Member::Unknown
    }

    fn decode<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}
