//! The search for misfits has a budget that grows with the token and depends on
//! nothing else.

#![allow(dead_code)] // nobody gets to see the claims

use std::cell::Cell;
use std::collections::BTreeMap;

use jwt_claims::{Claims, ContextFree, OwnedClaims};
use proptest::prelude::*;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::support::{NOW, codes, verify_raw};

thread_local! {
    /// How many values were read.
    static READ: Cell<usize> = const { Cell::new(0) };
}

/// A small number; counts the values that are read.
#[derive(Debug, Clone)]
struct Counted(u8);

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        READ.set(READ.get() + 1);
        u8::deserialize(deserializer).map(Self)
    }
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Lists {
    first: Option<Vec<Counted>>,
    second: Option<BTreeMap<String, Vec<Counted>>>,
    #[claim(path = "a.b")]
    third: Option<Vec<Counted>>,
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Flattened {
    name: String,
    level: Counted,
    #[serde(flatten)]
    more: BTreeMap<String, Counted>,
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
#[serde(deny_unknown_fields)]
struct Closed {
    name: String,
    level: Counted,
}

/// How many values are read of the token, and why it is refused, if it is.
fn effort<C: OwnedClaims + ContextFree>(payload: &str) -> (usize, Option<jwt_claims::Error>) {
    READ.set(0);
    let refusal = verify_raw::<C>(payload).err();
    (READ.get(), refusal)
}

fn element() -> impl Strategy<Value = Value> {
    prop_oneof![Just(json!(1)), Just(json!(1)), Just(json!("x")), Just(json!(null)), Just(json!([1]))]
}

fn list() -> impl Strategy<Value = Value> {
    let short = prop::collection::vec(element(), 0..20).prop_map(Value::from);
    let long = (element(), 0_usize..3_000).prop_map(|(last, length)| {
        let mut elements = vec![json!(1); length];
        elements.push(last);
        Value::from(elements)
    });
    prop_oneof![short, long]
}

fn members() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec!["name", "level", "first", "a", "second", "m", "n", "o"]);
    let inside = prop::collection::btree_map("[a-c]", list(), 0..3).prop_map(|map| json!(map));
    let value = prop_oneof![element(), list(), inside];
    let named = prop::collection::btree_map(names.prop_map(str::to_owned), value, 0..8);
    (named, 0_usize..2_000).prop_map(|(mut named, more)| {
        named.extend((0..more).map(|nth| (format!("m{nth}"), json!(1))));
        named.insert("exp".into(), json!(NOW + 60));
        json!(named)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A byte holds less than one value of a list (`1,`): accepting reads at most
    /// half as many values as there are bytes. A refusal reads them first in the
    /// same way, and then for at most 8 KiB and three times the payload.
    #[test]
    fn a_refusal_reads_in_proportion_to_the_token(members in members()) {
        let payload = members.to_string();
        let most = (payload.len() + (8 << 10) + 3 * payload.len()) / 2;
        for effort in [effort::<Lists>, effort::<Flattened>, effort::<Closed>] {
            let (read, refusal) = effort(&payload);
            prop_assert!(read <= most, "{read} of {most}");
            let Some(error) = refusal else { continue };
            let again = effort(&payload).1.map(|error| error.to_string());
            prop_assert_eq!(Some(error.to_string()), again, "the same token always gets the same report");
            if !error.is_complete() {
                prop_assert_eq!(error.challenge().map(|challenge| challenge.status()), Some(401));
                prop_assert!(!error.is_insufficient() && !error.is_expired());
                prop_assert!(error.to_string().ends_with("; the search stopped early because too many \
                    claims have a wrong type"));
            }
            prop_assert!(!error.violations().is_empty());
        }
    }
}

/// Sixty fields.
macro_rules! sixty {
    ($($name:ident)*) => {
        #[derive(Claims, Debug)]
        #[claims(verify_only, optional(exp))]
        struct Sixty {
            $($name: u32,)*
        }

        const SIXTY: &[&str] = &[$(stringify!($name)),*];
    };
}

sixty! {
    a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9
    d0 d1 d2 d3 d4 d5 d6 d7 d8 d9 e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9
}

#[test]
fn sixty_misfits_are_all_named_in_a_long_token_too() {
    let all: Vec<_> = SIXTY.iter().map(|name| format!("{name}: wrong_type")).collect();
    let misfits = SIXTY.iter().map(|name| format!(r#""{name}":"x""#)).collect::<Vec<_>>().join(",");
    for members in [0, 200, 2_500] {
        let unknown: String = (0..members).map(|nth| format!(r#""unk{nth:05}":1,"#)).collect();
        let error = verify_raw::<Sixty>(&format!("{{{unknown}{misfits}}}")).unwrap_err();
        assert_eq!(codes(&error), all);
        assert!(error.is_complete());
    }
}

/// The first misfit is named, whatever it takes; the last may be too much work.
#[test]
fn where_the_search_stops_the_report_says_so() {
    let long = format!("[{}\"x\"]", "1,".repeat(6_000));
    let exp = NOW + 60;
    let payload = format!(r#"{{"exp":{exp},"first":{long},"second":{{"a":{long}}},"a":{{"b":{long}}}}}"#);
    let error = verify_raw::<Lists>(&payload).unwrap_err();
    assert_eq!(codes(&error)[0], "first[6000]: wrong_type");
    assert!(!error.is_complete());
    assert_eq!(error.to_string(), verify_raw::<Lists>(&payload).unwrap_err().to_string());
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Path {
    first: Vec<Counted>,
    second: Vec<Counted>,
    #[claim(path = "a.b")]
    third: Vec<Counted>,
}

#[test]
fn a_claim_that_is_present_is_never_reported_as_missing() {
    for length in [10, 1_000, 3_000, 6_000] {
        let long = format!("[{}\"x\"]", "1,".repeat(length));
        let good = format!("[{}1]", "1,".repeat(length));
        let exp = NOW + 60;
        let payload = format!(r#"{{"exp":{exp},"first":{long},"second":{long},"a":{{"b":{good}}}}}"#);
        let error = verify_raw::<Path>(&payload).unwrap_err();
        assert!(codes(&error).iter().all(|code| code.ends_with("wrong_type")), "{error}");
        assert_eq!(error.is_complete(), length <= 1_000, "{length}");
    }
}
