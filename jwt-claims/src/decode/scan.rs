//! A payload read member by member, without any claims type: for the failing
//! path, and for registered claims asked for afterwards.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;

use super::Names;
use crate::error::{Code, Error};
use crate::registered::{Audiences, CONFIRMATION, ClaimSet, Registered, RegisteredClaim};
use crate::rules::Findings;
use crate::time_claim::TimeClaim;
use crate::violation::Fault;
use crate::{NumericDate, Violation};

/// The top-level members of a payload, no name twice.
pub(crate) struct Scan(Vec<(String, Value)>);

impl Scan {
    /// Reads a payload; what is no JSON object, or repeats a name, is malformed.
    pub(crate) fn read(payload: &str) -> Result<Self, Error> {
        serde_json::from_str(payload).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let is_object = payload.trim_ascii_start().starts_with('{');
            Error::new(
                Code::Malformed,
                match error.classify() {
                    Category::Data if is_object => Cow::Borrowed(
                        "a claim name is repeated in the payload; every name may stand there once",
                    ),
                    Category::Data => {
                        Cow::Borrowed("the payload is no JSON object; a claims set must be one")
                    }
                    _ => format!("the payload is no valid JSON at line {line}, column {column}").into(),
                },
            )
        })
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(member, _)| member == name).map(|(_, value)| value)
    }

    /// The registered claims. What is null or ill-typed is present, no more.
    pub(crate) fn registered(&self) -> Registered<'static> {
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

    /// Says of each claim that is null or ill-typed what it should have been.
    pub(crate) fn report_faulty(
        &self,
        registered: &Registered<'_>,
        unchecked: ClaimSet,
        now: NumericDate,
        found: &mut Findings,
    ) {
        for claim in registered.faulty().without(unchecked).iter() {
            if let Some(value) = self.get(claim.name()) {
                let fault = if value.is_null() { Fault::Null } else { Fault::WrongType };
                let unit = Some(value).filter(|_| is_date(claim)).and_then(|value| unit(value, now));
                let actual = unit.map_or_else(|| kind(value), Cow::Borrowed);
                found.push(Violation::of(claim, fault, claim.expected(), actual));
            }
        }
    }
}

fn text(value: &Value) -> Option<Cow<'static, str>> {
    value.as_str().map(|text| Cow::Owned(text.to_owned()))
}

fn audiences(value: &Value) -> Option<Audiences<'static>> {
    match value {
        Value::Array(names) => names.iter().map(text).collect::<Option<_>>().map(Audiences::Many),
        value => text(value).map(Audiences::One),
    }
}

fn is_date(claim: RegisteredClaim) -> bool {
    matches!(claim, RegisteredClaim::Exp | RegisteredClaim::Nbf | RegisteredClaim::Iat)
}

fn date(value: &Value) -> Option<NumericDate> {
    match (value.as_i64(), value.as_f64()) {
        (Some(seconds), _) => seconds.to_numeric_date(),
        (None, Some(seconds)) => seconds.to_numeric_date(),
        (None, None) => None,
    }
}

/// How far from now a date may lie of which the unit is guessed, in seconds: ten
/// years.
const NEAR: f64 = 10.0 * 365.25 * 86_400.0;

/// What a number is that would be a date near now in another unit than seconds.
fn unit(value: &Value, now: NumericDate) -> Option<&'static str> {
    let (number, now) = (value.as_f64()?, now.seconds_f64());
    let units = [
        (1e3, "a number that seems to be in milliseconds; divide it by 1000"),
        (1e6, "a number that seems to be in microseconds; divide it by 1000000"),
        (1e9, "a number that seems to be in nanoseconds; divide it by 1000000000"),
    ];
    let meant = units.into_iter().find(|(per_second, _)| (number / per_second - now).abs() < NEAR);
    meant.map(|(_, text)| text)
}

/// What a value is, without telling what it says.
pub(crate) fn kind(value: &Value) -> Cow<'static, str> {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "a boolean".into(),
        Value::Number(_) => "a number".into(),
        Value::String(text) => format!("a string of length {}", text.chars().count()).into(),
        Value::Array(members) => format!("an array of length {}", members.len()).into(),
        Value::Object(_) => "an object".into(),
    }
}

impl<'de> Deserialize<'de> for Scan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ScanVisitor)
    }
}

struct ScanVisitor;

impl<'de> Visitor<'de> for ScanVisitor {
    type Value = Scan;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scan, A::Error> {
        let mut names = Names::new();
        let mut members = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if !names.insert(Cow::Owned(name.clone())) {
                return Err(A::Error::custom("repeated name"));
            }
            members.push((name, value));
        }
        Ok(Scan(members))
    }
}
