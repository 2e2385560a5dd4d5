//! The registered claims alone, asked for after their token was verified.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::capture::{Capture, Captured};
use crate::claims::{Declared, Member};
use crate::policy::{Policy, PolicySpec};
use crate::registered::{ClaimSet, Registered};
use crate::rules::{Findings, Seen};

/// Reads the registered claims of a payload exactly as a claims type is read,
/// so that what was verified can be read. Of `unchecked` ones any may be
/// ill-typed; then none of them is given.
pub(crate) fn registered(payload: &str, unchecked: ClaimSet) -> Option<Registered<'_>> {
    read(payload, ClaimSet::default()).or_else(|| read(payload, unchecked))
}

fn read(payload: &str, unchecked: ClaimSet) -> Option<Registered<'_>> {
    let mut captured = Captured::new(unchecked);
    let mut json = serde_json::Deserializer::from_str(payload);
    IgnoredAny::deserialize(Capture::<_, Fieldless>::new(&mut json, &mut captured)).ok()?;
    Some(captured.registered)
}

/// A claims type without fields.
struct Fieldless;

impl Declared for Fieldless {
    type Relation = crate::extends::Alone;
    const SPEC: &'static Policy = &Policy::new(PolicySpec::EMPTY);
    const TAKES: ClaimSet = ClaimSet::of(&[]);

    fn member(_: &str) -> Member {
        Member::Unknown
    }

    type Context<'c> = ();
    fn check(&self, (): &(), _: Seen, _: &mut Findings) {}
}
