//! A payload read member by member, without a claims type: for the slow path, and for
//! registered claims after verification.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::inside::describe;
use super::text::TextSeed;
use crate::base::numeric_date::NumericDate;
use crate::base::registered::{Audiences, CONFIRMATION, ClaimSet, Registered, RegisteredClaim};
use crate::error::findings::Findings;
use crate::error::violation::Violation;
use crate::error::{Code, Error};
use crate::policy::fault::Fault;
use crate::value::time_claim::TimeClaim;

/// The top-level members of a payload, without repeated names. Their values are not
/// parsed, because a number or a string may exceed every type.
pub(crate) struct Scan<'t> {
    members: Vec<(Cow<'t, str>, &'t RawValue)>,
    /// The index of each name.
    places: HashMap<Cow<'t, str>, usize>,
}

impl<'t> Scan<'t> {
    /// Reads a payload. If it is not a JSON object, or repeats a name, it is malformed.
    pub(crate) fn read(payload: &'t str) -> Result<Self, Error> {
        serde_json::from_str(payload).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let is_object = payload.trim_ascii_start().starts_with('{');
            Error::new(
                Code::Malformed,
                match error.classify() {
                    Category::Data if is_object => Cow::Borrowed(
                        "a claim name is repeated in the payload; each name may appear only once",
                    ),
                    Category::Data => {
                        Cow::Borrowed("the payload is not a JSON object; a claims set must be one")
                    }
                    _ => format!("the payload is not valid JSON at line {line}, column {column}").into(),
                },
            )
        })
    }

    /// Name and value of each, in the order of the token.
    pub(super) fn members(&self) -> impl Iterator<Item = (&str, &'t RawValue)> {
        self.members.iter().map(|(name, value)| (name.as_ref(), *value))
    }

    pub(super) fn get(&self, name: &str) -> Option<&'t RawValue> {
        self.places.get(name).map(|place| self.members[*place].1)
    }

    /// The name of the member at this position in the payload.
    pub(super) fn member_at(&self, payload: &str, end: usize) -> Option<&str> {
        let until = |value: &RawValue| value.get().as_bytes().as_ptr_range().end.addr();
        let end = payload.as_ptr().addr() + end;
        self.members().find(|(_, value)| end <= until(value)).map(|(name, _)| name)
    }

    /// The registered claims. A claim that is `null` or has a wrong type is marked as
    /// present only.
    pub(super) fn registered(&self) -> Registered<'static> {
        let mut registered = Registered::default();
        for claim in RegisteredClaim::ALL {
            let Some(value) = self.get(claim.name()) else { continue };
            match claim {
                RegisteredClaim::Iss => registered.iss = text(value),
                RegisteredClaim::Sub => registered.sub = text(value),
                RegisteredClaim::Jti => registered.jti = text(value),
                RegisteredClaim::Aud => registered.aud = audiences(value),
                RegisteredClaim::Exp => registered.exp = date(value),
                RegisteredClaim::Nbf => registered.nbf = date(value),
                RegisteredClaim::Iat => registered.iat = date(value),
            }
            registered.present.insert(claim);
        }
        if self.get(CONFIRMATION).is_some() {
            registered.present = registered.present.and_confirmation();
        }
        registered
    }

    /// Reports each claim that is `null` or has a wrong type.
    pub(super) fn report_faulty(
        &self,
        registered: &Registered<'_>,
        unchecked: ClaimSet,
        now: NumericDate,
        found: &mut Findings,
    ) {
        for claim in registered.faulty().without(unchecked).iter() {
            if let Some(value) = self.get(claim.name()) {
                let fault = if value.get() == "null" { Fault::Null } else { Fault::WrongType };
                let unit = Some(value).filter(|_| is_date(claim)).and_then(|value| unit(value, now));
                let actual = unit.map_or_else(|| describe(value), Cow::Borrowed);
                found.push(Violation::of(claim, fault, claim.expected(), actual));
            }
        }
    }
}

/// The error for a payload that could not be read.
#[cold]
pub(crate) fn unreadable(payload: &str) -> Error {
    let read = Scan::read(payload).err();
    read.unwrap_or_else(|| Error::new(Code::Malformed, "the payload is not a JSON object"))
}

fn text(value: &RawValue) -> Option<Cow<'static, str>> {
    serde_json::from_str(value.get()).ok().map(Cow::Owned)
}

fn audiences(value: &RawValue) -> Option<Audiences<'static>> {
    let several = || serde_json::from_str::<Vec<String>>(value.get()).ok();
    let one = text(value).map(Audiences::One);
    one.or_else(|| several().map(|names| Audiences::Many(names.into_iter().map(Cow::Owned).collect())))
}

fn is_date(claim: RegisteredClaim) -> bool {
    matches!(claim, RegisteredClaim::Exp | RegisteredClaim::Nbf | RegisteredClaim::Iat)
}

fn date(value: &RawValue) -> Option<NumericDate> {
    match serde_json::from_str::<i64>(value.get()) {
        Ok(seconds) => seconds.to_numeric_date(),
        Err(_) => number(value)?.to_numeric_date(),
    }
}

/// A number within the range of a float.
fn number(value: &RawValue) -> Option<f64> {
    serde_json::from_str(value.get()).ok()
}

/// The unit of a date is guessed only within this time from now, in seconds: ten years.
const NEAR: f64 = 10.0 * 365.25 * 86_400.0;

/// A hint for a number that would be a date near now in another unit than seconds.
pub(super) fn unit(value: &RawValue, now: NumericDate) -> Option<&'static str> {
    let (number, now) = (number(value)?, now.seconds_f64());
    let units = [
        (1e3, "a number that seems to be in milliseconds; divide it by 1000"),
        (1e6, "a number that seems to be in microseconds; divide it by 1000000"),
        (1e9, "a number that seems to be in nanoseconds; divide it by 1000000000"),
    ];
    let meant = units.into_iter().find(|(per_second, _)| (number / per_second - now).abs() < NEAR);
    meant.map(|(_, text)| text)
}

impl<'de> Deserialize<'de> for Scan<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ScanVisitor)
    }
}

struct ScanVisitor;

impl<'de> Visitor<'de> for ScanVisitor {
    type Value = Scan<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scan<'de>, A::Error> {
        let (mut members, mut places) = (Vec::new(), HashMap::new());
        while let Some(name) = map.next_key_seed(TextSeed)? {
            if places.insert(name.clone(), members.len()).is_some() {
                return Err(A::Error::custom("repeated name"));
            }
            members.push((name, map.next_value()?));
        }
        Ok(Scan { members, places })
    }
}
