//! A claim of a wrong type is named, with what its field takes and what it found,
//! whether or not anything else looks at the claim.

#![allow(dead_code)] // nobody gets to see the claims

use jwt_claims::{Claims, ContextFree, OwnedClaims};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::support::verify_raw;

#[derive(Deserialize, Serialize, Debug)]
struct Inner {
    name: String,
}

macro_rules! claims_types {
    ($($name:ident: $wrapper:ident;)*) => {$(
        #[derive(Claims, Debug)]
        #[claims(verify_only, unchecked(iss, sub, aud, exp, nbf, iat, jti))]
        struct $name {
            iss: $wrapper<String>,
            sub: $wrapper<u64>,
            aud: $wrapper<Vec<String>>,
            exp: $wrapper<i64>,
            nbf: $wrapper<u64>,
            iat: $wrapper<f64>,
            jti: $wrapper<String>,
            text: $wrapper<String>,
            flag: $wrapper<bool>,
            number: $wrapper<i64>,
            small: $wrapper<u8>,
            list: $wrapper<Vec<String>>,
            object: $wrapper<Inner>,
            pair: $wrapper<(u8, String)>,
            unit: $wrapper<Unit>,
        }
    )*};
}

type Plain<T> = T;

claims_types! {
    Required: Plain;
    Optional: Option;
}

#[derive(Deserialize, Serialize, Debug)]
#[serde(rename_all = "snake_case")]
enum Unit {
    One,
}

/// Each claim, with a value that fits.
fn good() -> Vec<(&'static str, Value)> {
    vec![
        ("iss", json!("a")),
        ("sub", json!(1)),
        ("aud", json!(["a"])),
        ("exp", json!(1)),
        ("nbf", json!(1)),
        ("iat", json!(1.5)),
        ("jti", json!("a")),
        ("text", json!("a")),
        ("flag", json!(true)),
        ("number", json!(-1)),
        ("small", json!(1)),
        ("list", json!(["a"])),
        ("object", json!({ "name": "a" })),
        ("pair", json!([1, "a"])),
        ("unit", json!("one")),
    ]
}

/// Values of every kind, and how a report calls each.
const KINDS: [(&str, &str); 8] = [
    ("null", "null"),
    ("true", "a boolean"),
    ("5", "a number"),
    ("-0.5e3", "a number"),
    ("1e400", "a number"),
    (r#""x""#, "a string of length 1"),
    ("[]", "an array of length 0"),
    ("{}", "an object"),
];

/// The values of other kinds than the good one's.
fn others(good: &Value) -> impl Iterator<Item = (&'static str, &'static str)> {
    let kind = match good {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string of length 1",
        Value::Array(_) => "an array of length 0",
        Value::Object(_) => "an object",
    };
    KINDS.into_iter().filter(move |(_, found)| *found != kind)
}

/// Holds every claim, of every kind, against its field, first and last in the token.
fn every_kind_is_named<C: OwnedClaims + ContextFree + std::fmt::Debug>(takes_null: bool) {
    for (nth, (claim, value)) in good().into_iter().enumerate() {
        for (json, found) in others(&value) {
            // one audience may be written without its array (RFC 7519 §4.1.3)
            if json == "null" && takes_null || claim == "aud" && found.starts_with("a string") {
                continue;
            }
            let mut members: Vec<_> =
                good().iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
            members.remove(nth);
            for place in [0, members.len()] {
                let mut members = members.clone();
                members.insert(place, format!("\"{claim}\":{json}"));
                let payload = format!("{{{}}}", members.join(","));
                let error = verify_raw::<C>(&payload).expect_err(&payload);
                let [violation] = error.violations() else { panic!("{payload}: {error}") };
                let code = if json == "null" { "null" } else { "wrong_type" };
                assert_eq!((violation.claim(), violation.code()), (claim, code), "{payload}: {error}");
                assert_eq!(violation.actual(), found, "{payload}: {error}");
                assert!(violation.expected().len() > 1, "{payload}: {error}");
            }
        }
    }
}

#[test]
fn of_required_claims() {
    every_kind_is_named::<Required>(false);
}

#[test]
fn of_optional_claims() {
    every_kind_is_named::<Optional>(true);
}
