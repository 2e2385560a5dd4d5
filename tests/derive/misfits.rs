//! Every claim that does not fit is told at once, and none that does.

#![allow(dead_code)] // nobody gets to see the claims

use std::borrow::Cow;
use std::collections::BTreeMap;

use jwt_claims::{Claims, NumericDate};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::support::{NOW, codes, refused, signed, verifier, verify_raw};

#[derive(Deserialize, Serialize, Debug)]
struct Maybe(Option<u8>);

/// Reads whatever there is. What takes `null`, but must be there, is told once
/// nothing else is wrong.
#[derive(Serialize, Debug)]
struct Anything(Value);

impl<'de> Deserialize<'de> for Anything {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self)
    }
}

fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
    Option::deserialize(deserializer)
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct All {
    exp: NumericDate,
    sub: String,
    nbf: Option<i64>,
    text: String,
    #[serde(alias = "count", alias = "quantity")]
    number: u8,
    option: Option<u8>,
    newtype: Maybe,
    value: Value,
    anything: Anything,
    #[serde(default)]
    default: u8,
    #[serde(deserialize_with = "optional")]
    codec: Option<u8>,
    #[serde(default, deserialize_with = "optional")]
    codec_with_default: Option<u8>,
    #[serde(skip)]
    _skipped: u8,
    #[claim(name = "https://example.com/tenant")]
    tenant: String,
    map: BTreeMap<String, u8>,
    #[claim(path = "a.b.c")]
    deep: Vec<u8>,
    #[claim(path = "a.b.d")]
    beside: u8,
    #[claim(path = "a.b.maybe")]
    maybe: Option<u8>,
    #[claim(path = "a.n")]
    shallow: u8,
}

fn all() -> Value {
    json!({
        "exp": NOW + 60, "sub": "alice", "text": "", "count": 1, "newtype": 1, "value": null,
        "anything": 1, "codec": null, "https://example.com/tenant": "acme", "map": {},
        "a": {"b": {"c": [], "d": 1}, "n": 1},
    })
}

fn without(names: &[&str]) -> Value {
    let mut claims = all();
    claims.as_object_mut().unwrap().retain(|name, _| !names.contains(&name.as_str()));
    claims
}

fn with(changes: Value) -> Value {
    let (mut claims, Value::Object(changes)) = (all(), changes) else { panic!("an object") };
    claims.as_object_mut().unwrap().extend(changes);
    claims
}

#[test]
fn what_the_cases_start_from_is_good() {
    assert!(verify_raw::<All>(&all().to_string()).is_ok());
}

#[test]
fn everything_that_is_missing() {
    let nothing = refused::<All>(json!({}));
    assert_eq!(
        nothing,
        [
            "sub: missing",
            "text: missing",
            "https://example.com/tenant: missing",
            "map: missing",
            "number: missing",
            "codec: missing",
            "a.b.c: missing",
            "a.b.d: missing",
            "a.n: missing",
        ]
    );
}

#[test]
fn each_alone_is_what_serde_says_too() {
    let names = ["sub", "text", "count", "newtype", "value", "anything", "codec", "map"];
    for name in names.into_iter().chain(["https://example.com/tenant"]) {
        let claim = if name == "count" { "number" } else { name };
        assert_eq!(refused::<All>(without(&[name])), [format!("{claim}: missing")]);
    }
    let mut claims = all();
    claims["a"]["b"].as_object_mut().unwrap().remove("d");
    assert_eq!(refused::<All>(claims), ["a.b.d: missing"]);
}

#[test]
fn everything_of_a_wrong_type_and_everything_missing() {
    let mut claims = with(json!({
        "text": 1, "count": "x", "option": [], "default": "x", "codec": "x", "a": {"b": {"c": ["x"]}},
        "map": null, "exp": NOW - 100, "nbf": "soon",
    }));
    for name in ["sub", "value"] {
        claims.as_object_mut().unwrap().remove(name);
    }
    let mut found = refused::<All>(claims);
    let told_first = found.drain(..2).collect::<Vec<_>>();
    assert_eq!(told_first, ["nbf: wrong_type", "exp: expired"]);
    found.sort();
    assert_eq!(
        found,
        [
            "a.b.c[0]: wrong_type",
            "a.b.d: missing",
            "a.n: missing",
            "codec: wrong_type",
            "count: wrong_type",
            "default: wrong_type",
            "map: null",
            "option: wrong_type",
            "sub: missing",
            "text: wrong_type",
        ]
    );
}

#[test]
fn nothing_is_missing_where_its_object_is_at_fault() {
    assert_eq!(refused::<All>(with(json!({"a": null, "text": 1}))), ["a: null", "text: wrong_type"]);
    assert_eq!(refused::<All>(with(json!({"a": {"b": 7, "n": 1}}))), ["a.b: wrong_type"]);
    assert_eq!(
        refused::<All>(with(json!({"a": {"n": 1}, "text": 1}))),
        ["text: wrong_type", "a.b.c: missing", "a.b.d: missing"]
    );
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
#[serde(deny_unknown_fields)]
struct Closed<'a, T> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    data: T,
    level: u8,
}

#[test]
fn closed_borrowed_and_with_parameters() {
    let found = |claims: Value| {
        let token = signed(&claims.to_string());
        let verifier = verifier();
        let token = verifier.token(&token);
        codes(&token.verify::<Closed<'_, Option<u8>>>().err().unwrap())
    };
    let exp = NOW + 60;
    assert_eq!(found(json!({"exp": exp})), ["name: missing", "level: missing"]);
    assert_eq!(
        found(json!({"exp": exp, "name": 7, "x": 1, "y": 1, "level": "1"})),
        ["level: wrong_type", "name: wrong_type", "x: unknown", "y: unknown"]
    );
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Flattened {
    name: String,
    level: u8,
    #[serde(flatten)]
    more: More,
}

#[derive(Deserialize, Debug)]
struct More {
    team: String,
    #[serde(default)]
    floor: u8,
}

/// Behind a flattened field serde knows no places: at most one thing is told of it.
#[test]
fn flattened_fields() {
    let found = refused::<Flattened>;
    assert_eq!(found(json!({"team": "x"})), ["name: missing", "level: missing"]);
    assert_eq!(found(json!({"name": "x", "level": 1})), ["team: missing"]);
    assert_eq!(found(json!({"name": 1, "level": "x"})), ["level: wrong_type", "name: wrong_type"]);
    assert_eq!(found(json!({"name": "x", "level": 1, "team": "x", "floor": "x"})), [": wrong_type"]);
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
#[serde(default)]
struct AllDefault {
    name: String,
    level: u8,
}

impl Default for AllDefault {
    fn default() -> Self {
        Self { name: "nobody".into(), level: 1 }
    }
}

#[test]
fn what_has_a_default_is_not_missing() {
    assert_eq!(refused::<AllDefault>(json!({"level": "x"})), ["level: wrong_type"]);
}

#[derive(Claims)]
#[claims(verify_only)]
struct Base {
    name: String,
    level: u8,
}

#[derive(Claims)]
#[claims(rules(level(range(min = 1))), verify_only)]
struct Extended(Base);

#[derive(Claims)]
#[claims(verify_only)]
struct Wide {
    #[claim(base)]
    base: Base,
    team: String,
    floor: u8,
}

#[test]
fn of_the_base_and_of_its_extension() {
    assert_eq!(refused::<Extended>(json!({})), ["name: missing", "level: missing"]);
    assert_eq!(
        refused::<Wide>(json!({"level": "x", "floor": "x"})),
        ["level: wrong_type", "name: missing", "floor: wrong_type", "team: missing"]
    );
}

/// However much a token holds, it is read no oftener than there are fields.
#[test]
fn a_hundred_thousand_unknown_members() {
    let mut claims: serde_json::Map<String, Value> =
        (0..100_000).map(|n| (format!("x{n}"), json!(1))).collect();
    claims.insert("name".into(), json!(1));
    let verifier = verifier().with_max_token_bytes(4 << 20);
    let token = signed(&Value::Object(claims).to_string());
    let error = verifier.token(&token).verify::<Closed<'_, u8>>().err().unwrap();
    assert_eq!(error.violations().len(), 64);
    assert_eq!(error.violations_left_out(), 100_000 + 4 - 64); // exp, name, data, level
    assert!(error.to_string().ends_with("; and 99940 more"), "{error}");
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Strict {
    a: u8,
}

#[derive(Claims, Debug)]
#[claims(verify_only, optional(exp))]
struct Stricts {
    inner: Strict,
    sub: String,
    other: Strict,
    list: Option<Vec<Strict>>,
}

#[test]
fn an_unknown_name_is_told_where_it_is() {
    let mut found = refused::<Stricts>(
        json!({"inner": {"a": 1, "sub": 2}, "sub": 3, "other": {"a": 1, "sub": 2}, "list": [{"sub": 4}]}),
    );
    found.sort();
    assert_eq!(
        found,
        ["inner.sub: unknown", "list[0].sub: unknown", "other.sub: unknown", "sub: wrong_type"]
    );
    let long = "s".repeat(300);
    let error = verify_raw::<Stricts>(
        &json!({"inner": {"a": 1, (long): 2}, "sub": "", "other": {"a": 1}}).to_string(),
    )
    .unwrap_err();
    assert_eq!(error.violations()[0].claim(), format!("inner.{}", "s".repeat(122)));
}

#[derive(Claims, Debug)]
#[claims(verify_only, optional(exp))]
struct Aliases {
    #[serde(alias = "count")]
    number: u8,
    #[serde(alias = "label")]
    text: String,
    flag: bool,
    level: u8,
}

#[test]
fn two_names_of_one_field_are_reported_beside_the_others() {
    let both = json!({"number": 1, "count": 2, "text": "a", "label": "b", "flag": true, "level": 1});
    let error = verify_raw::<Aliases>(&both.to_string()).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("expected one of the names of its field, found another of them too"), "{text}");
    for flag in ["true", "7"] {
        let (number, text) = (r#""number":1,"count":2"#, r#""label":"b","text":"a""#);
        let payload = format!(r#"{{{number},"flag":{flag},{text}}}"#);
        let error = verify_raw::<Aliases>(&payload).unwrap_err();
        let misfit = (flag == "7").then_some("flag: wrong_type");
        let all = misfit.into_iter().chain(["count: wrong_type", "text: wrong_type", "level: missing"]);
        assert_eq!(codes(&error), all.collect::<Vec<_>>());
    }
}
