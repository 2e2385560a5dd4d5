//! What is found inside a nested object is told with its whole path, whatever
//! kind of violation it is and however the object is held.

use std::collections::{BTreeMap, BTreeSet};

use jwt_claims::{ClaimValue, Claims, NestedClaims, Refusal, Violation};
use serde_json::{Value, json};

use super::support::verify;

#[derive(ClaimValue, Debug, Clone, Copy, PartialEq, PartialOrd)]
#[claim_value(ascending)]
enum Level {
    Low,
    High,
}

#[derive(NestedClaims, Debug)]
#[serde(deny_unknown_fields)]
#[claims(either(left, right), either(deep, other), check = refuses, check = refuses_at)]
struct Inner {
    #[claim(if_present, any_of = ["a"])]
    any_of: Option<Vec<String>>,
    #[claim(if_present, all_of = ["a"])]
    all_of: Option<Vec<String>>,
    #[claim(if_present, none_of = ["b"])]
    none_of: Option<Vec<String>>,
    #[claim(if_present, one_of = ["a"])]
    one_of: Option<String>,
    #[claim(if_present, equals = "a")]
    equals: Option<String>,
    #[claim(if_present, at_least = Level::High)]
    at_least: Option<Level>,
    #[claim(if_present, starts_with = "a")]
    starts_with: Option<String>,
    #[claim(if_present, non_empty)]
    non_empty: Option<String>,
    #[claim(if_present, len(min = 2))]
    len: Option<String>,
    #[claim(if_present, range(min = 2))]
    range: Option<u8>,
    #[claim(if_present, email)]
    email: Option<String>,
    #[claim(if_present, uuid)]
    uuid: Option<String>,
    #[claim(if_present, url)]
    url: Option<String>,
    #[claim(if_present, pattern = "a")]
    pattern: Option<String>,
    #[claim(if_present, check = never)]
    checked: Option<String>,
    #[claim(path = "in.there", non_empty)]
    there: Option<String>,
    #[claim(equals = true)]
    left: Option<bool>,
    #[claim(equals = true)]
    right: Option<bool>,
    #[claim(nested)]
    deep: Option<Deep>,
    #[claim(equals = true)]
    other: Option<bool>,
    missing: Option<String>,
}

#[derive(NestedClaims, Debug)]
#[claims(either(read, write))]
struct Deep {
    #[claim(equals = true)]
    read: Option<bool>,
    #[claim(equals = true)]
    write: Option<bool>,
}

fn never(_: &String) -> bool {
    false
}

fn refuses(_: &Inner) -> bool {
    false
}

fn refuses_at(_: &Inner) -> Result<(), Refusal> {
    Err(Refusal::new("no").at("equals"))
}

/// Objects that break each rule, and objects that cannot be read.
fn broken() -> Vec<Value> {
    let rules = json!({
        "any_of": ["b"], "all_of": ["b"], "none_of": ["b"], "one_of": "b", "equals": "b",
        "at_least": "Low", "starts_with": "b", "non_empty": "", "len": "b", "range": 1,
        "email": "b", "uuid": "b", "url": "b", "pattern": "b", "checked": "b",
        "left": false, "deep": {"read": false, "write": false},
    });
    vec![
        rules,
        json!({"range": "x", "len": 1}),
        json!({"nobody": 1}),
        json!({"any_of": [1]}),
        json!({"in": 1}),
    ]
}

macro_rules! held {
    ($($name:ident: $type:ty, $place:literal, $hold:expr;)*) => {$(
        mod $name {
            use super::*;

            #[derive(Claims, Debug)]
            #[claims(verify_only)]
            struct Outer {
                #[claim(nested)]
                #[allow(dead_code, reason = "read by the rules")]
                outer: $type,
            }

            #[test]
            fn has_the_whole_path() {
                let hold: fn(Value) -> Value = $hold;
                let mut codes = BTreeSet::new();
                for inner in broken() {
                    let error = verify::<Outer>(json!({ "outer": hold(inner) })).err().unwrap();
                    for violation in error.violations() {
                        check(violation, $place);
                        codes.insert(violation.code());
                    }
                }
                let wanted = [
                    "any_of", "all_of", "none_of", "one_of", "equals", "at_least", "starts_with", "non_empty",
                    "len", "range", "email", "uuid", "url", "pattern", "check", "either", "missing",
                    "wrong_type", "unknown",
                ];
                for code in wanted {
                    assert!(codes.contains(code), "{code} was not provoked: {codes:?}");
                }
            }
        }
    )*};
}

/// Every claim that a violation names is below that place.
fn check(violation: &Violation, place: &str) {
    let is_below = |claim: &str| claim == place || claim.starts_with(&format!("{place}."));
    assert!(is_below(violation.claim()), "{violation}");
    let is_either = violation.code() == "either";
    for text in [violation.expected(), violation.actual()].into_iter().filter(|_| is_either) {
        let claims: Vec<_> = text.split('`').skip(1).step_by(2).collect();
        assert!(claims.len() > 1, "{text}");
        // what an alternative demands of an object is said inside parentheses
        let own = text.split('(').next().unwrap().split('`').skip(1).step_by(2).count();
        assert!(claims.iter().take(own).all(|claim| is_below(claim)), "{violation}");
    }
}

#[derive(NestedClaims, Debug)]
struct Twice {
    #[claim(nested)]
    again: Inner,
}

held! {
    plain: Inner, "outer", |inner| inner;
    option: Option<Inner>, "outer", |inner| inner;
    boxed: Box<Inner>, "outer", |inner| inner;
    twice: Twice, "outer.again", |inner| json!({ "again": inner });
    list: Vec<Inner>, "outer[0]", |inner| json!([inner]);
    map: BTreeMap<String, Inner>, "outer.key", |inner| json!({ "key": inner });
    list_of_twice: Vec<Twice>, "outer[0].again", |inner| json!([{ "again": inner }]);
    map_of_lists: BTreeMap<String, Vec<Option<Twice>>>, "outer.key[0].again", |inner| json!({ "key": [{ "again": inner }] });
}
