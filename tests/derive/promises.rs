//! Sentences of the documents that no single example can hold.

use std::time::Duration;

use jwt_claims::{Claims, Verifier};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::support::{NOW, codes, key, verify};

/// Any claim may be absent.
#[derive(Claims, Debug)]
#[claims(optional(exp))]
struct Optional {
    iss: Option<String>,
    sub: Option<String>,
    jti: Option<String>,
    exp: Option<u64>,
    nbf: Option<i64>,
    iat: Option<f64>,
    text: Option<String>,
    number: Option<u64>,
    flag: Option<bool>,
    list: Option<Vec<String>>,
    map: Option<std::collections::BTreeMap<String, u64>>,
}

impl Optional {
    /// The claims that were read as absent.
    fn absent(&self) -> Vec<&'static str> {
        let read = [
            ("iss", self.iss.is_some()),
            ("sub", self.sub.is_some()),
            ("jti", self.jti.is_some()),
            ("exp", self.exp.is_some()),
            ("nbf", self.nbf.is_some()),
            ("iat", self.iat.is_some()),
            ("text", self.text.is_some()),
            ("number", self.number.is_some()),
            ("flag", self.flag.is_some()),
            ("list", self.list.is_some()),
            ("map", self.map.is_some()),
        ];
        read.iter().filter(|(_, is_some)| !is_some).map(|(name, _)| *name).collect()
    }
}

const REGISTERED: [&str; 6] = ["iss", "sub", "jti", "exp", "nbf", "iat"];

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(json!(NOW)),
        Just(json!(NOW + 60)),
        ".{0,8}".prop_map(Value::from),
        Just(json!([])),
        Just(json!(["a"])),
        Just(json!([1])),
        Just(json!({})),
        Just(json!({"a": 1})),
        Just(json!({"a": null})),
    ]
}

fn claims() -> impl Strategy<Value = Map<String, Value>> {
    let names = REGISTERED.into_iter().chain(["text", "number", "flag", "list", "map"]);
    let members: Vec<_> = names.map(|name| (Just(name.to_owned()), proptest::option::of(value()))).collect();
    members.prop_map(|members| members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

/// Seven claims, each with a rule of its own.
#[derive(Claims, Debug)]
struct Ruled {
    #[claim(any_of = ["a"])]
    any: Vec<String>,
    #[claim(none_of = ["b"])]
    none: Vec<String>,
    #[claim(equals = 1)]
    equal: u64,
    #[claim(one_of = ["x", "y"])]
    one: String,
    #[claim(starts_with = "p")]
    start: String,
    #[claim(non_empty)]
    full: String,
    #[claim(range(min = 2))]
    range: u64,
}

/// Each claim with a value that passes and one that its rule refuses.
fn rules() -> [(&'static str, Value, Value, &'static str); 7] {
    [
        ("any", json!(["a"]), json!(["c"]), "any: any_of"),
        ("none", json!([]), json!(["b"]), "none: none_of"),
        ("equal", json!(1), json!(2), "equal: equals"),
        ("one", json!("x"), json!("z"), "one: one_of"),
        ("start", json!("p1"), json!("q"), "start: starts_with"),
        ("full", json!("f"), json!(""), "full: non_empty"),
        ("range", json!(2), json!(1), "range: range"),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// What is read as absent is absent, or a claim of the type's own that is `null`.
    #[test]
    fn a_claim_of_a_wrong_type_is_not_read_as_absent(claims in claims()) {
        let mut claims = claims;
        // the helper adds an `exp` where there is none
        claims.entry("exp").or_insert(json!(NOW + 60));
        if let Ok(verified) = verify::<Optional>(Value::Object(claims.clone())) {
            for name in verified.absent() {
                let is_null = claims.get(name) == Some(&Value::Null) && !REGISTERED.contains(&name);
                prop_assert!(is_null || !claims.contains_key(name), "{name} of {claims:?}");
            }
        }
    }

    /// The violations are those of the broken rules: all of them, and no others.
    #[test]
    fn every_broken_rule_is_reported(broken in any::<[bool; 7]>()) {
        let (mut claims, mut expected) = (Map::new(), Vec::new());
        for ((name, good, bad, code), is_broken) in rules().into_iter().zip(broken) {
            claims.insert(name.to_owned(), if is_broken { bad } else { good });
            expected.extend(is_broken.then_some(code));
        }
        let found = verify::<Ruled>(Value::Object(claims)).err().map_or(Vec::new(), |error| codes(&error));
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_leeway_is_longer_than_300_seconds(leeway in 0u64..100_000, nanos in 0u32..1_000_000_000, early in 0u64..1_000) {
        #[derive(Claims)]
        #[claims(optional(exp))]
        struct Later {}
        let verifier = Verifier::new(key().verifying_key()).with_leeway(Duration::new(leeway, nanos));
        prop_assert_eq!(verifier.is_ok(), Duration::new(leeway, nanos) <= Duration::from_secs(300));
        if let Ok(verifier) = verifier {
            let verifier = verifier.with_clock(jwt_claims::FixedClock::at(NOW));
            let nbf = NOW + i64::try_from(early).unwrap();
            let token = super::support::signed(&json!({"nbf": nbf}).to_string());
            let is_accepted = verifier.token(&token).verify::<Later>().is_ok();
            prop_assert_eq!(is_accepted, early <= leeway);
        }
    }
}

#[test]
fn an_unchecked_claim_of_a_wrong_type_leaves_no_unchecked_claim() {
    #[derive(Claims, Debug)]
    #[claims(unchecked(aud, jti))]
    struct Careless {}

    let read = |aud: Value| {
        let claims = verify::<Careless>(json!({"sub": "alice", "aud": aud, "jti": "1"})).unwrap();
        let registered = claims.registered();
        (registered.subject().map(str::to_owned), registered.token_id().map(str::to_owned))
    };
    assert_eq!(read(json!("orders")), (Some("alice".into()), Some("1".into())));
    assert_eq!(read(json!(7)), (Some("alice".into()), None));
}
