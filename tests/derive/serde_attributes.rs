//! Every serde attribute means what serde says.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jwt_claims::Claims;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::support::{accepted, codes, issued, refused, round_trip, verify_raw};

fn ten() -> u32 {
    10
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Defaults {
    #[serde(default)]
    a: u32,
    #[serde(default = "ten")]
    b: u32,
    #[serde(default = "Vec::new")]
    c: Vec<String>,
}

#[test]
fn field_defaults() {
    assert_eq!(accepted::<Defaults>(json!({})), Defaults { a: 0, b: 10, c: vec![] });
    assert_eq!(
        accepted::<Defaults>(json!({"b": 1, "c": ["x"]})),
        Defaults { a: 0, b: 1, c: vec!["x".into()] }
    );
    assert_eq!(refused::<Defaults>(json!({"b": null})), ["b: null"]);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
#[serde(default)]
struct ContainerDefault {
    a: u32,
    b: String,
    #[serde(default = "ten")]
    c: u32,
}

impl Default for ContainerDefault {
    fn default() -> Self {
        Self { a: 7, b: "seven".into(), c: 7 }
    }
}

#[test]
fn container_default() {
    assert_eq!(accepted::<ContainerDefault>(json!({})), ContainerDefault { c: 10, ..Default::default() });
    assert_eq!(accepted::<ContainerDefault>(json!({"a": 1})).b, "seven");
}

fn eight() -> ContainerPath {
    ContainerPath { a: 8, iat: 8 }
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
#[serde(default = "eight")]
struct ContainerPath {
    a: u32,
    iat: i64,
}

#[test]
fn container_default_path() {
    assert_eq!(accepted::<ContainerPath>(json!({})), eight());
    assert_eq!(accepted::<ContainerPath>(json!({"iat": 1})), ContainerPath { a: 8, iat: 1 });
}

#[derive(Claims, Debug, PartialEq, Default)]
#[claims(ttl = "5m")]
struct Skips {
    #[serde(skip)]
    both: u32,
    #[serde(skip, default = "ten")]
    both_ten: u32,
    #[serde(skip_serializing, default)]
    read_only: u32,
    #[serde(skip_deserializing)]
    write_only: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    some: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    many: Vec<u32>,
    #[serde(skip)]
    exp: u32,
}

#[test]
fn skips() {
    let skips = Skips { both: 1, both_ten: 1, read_only: 2, write_only: 3, exp: 4, ..Skips::default() };
    let payload = issued(&skips);
    for absent in ["both", "both_ten", "read_only", "some", "many"] {
        assert_eq!(payload.get(absent), None, "{absent}");
    }
    assert_eq!(payload["write_only"], json!(3));
    assert_eq!(payload["exp"], json!(super::support::NOW + 300));
    let read: Skips = accepted(json!({"both": 5, "read_only": 6, "write_only": 7, "some": 8}));
    let expected = Skips { both_ten: 10, read_only: 6, some: Some(8), ..Skips::default() };
    assert_eq!(read, expected);
}

/// Members of a type without any serde impl.
#[derive(Debug, PartialEq, Default)]
struct Foreign(u8);

mod as_text {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &super::Foreign, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&value.0)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<super::Foreign, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(super::Foreign).map_err(serde::de::Error::custom)
    }
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Codecs {
    #[serde(with = "as_text")]
    with: Foreign,
    #[serde(serialize_with = "as_text::serialize", deserialize_with = "as_text::deserialize")]
    each: Foreign,
    #[serde(skip)]
    skipped: Foreign,
    #[serde(with = "as_text", rename = "sub")]
    registered: Foreign,
}

#[test]
fn codecs() {
    let codecs = Codecs { with: Foreign(1), each: Foreign(2), skipped: Foreign(0), registered: Foreign(3) };
    let payload = issued(&codecs);
    assert_eq!(
        (&payload["with"], &payload["each"], &payload["sub"]),
        (&json!("1"), &json!("2"), &json!("3"))
    );
    assert_eq!(round_trip(&codecs), codecs);
    assert_eq!(refused::<Codecs>(json!({"with": "x", "each": "2", "sub": "3"})), ["with: wrong_type"]);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Aliases {
    #[serde(alias = "org", alias = "organisation")]
    #[claim(non_empty)]
    tenant: String,
    #[serde(default, alias = "groups")]
    #[claim(non_empty)]
    roles: Vec<String>,
}

#[test]
fn aliases_are_other_names_for_reading() {
    for name in ["tenant", "org", "organisation"] {
        assert_eq!(accepted::<Aliases>(json!({name: "acme", "groups": ["a"]})).tenant, "acme");
        assert_eq!(
            refused::<Aliases>(json!({name: "", "roles": []})),
            ["tenant: non_empty", "roles: non_empty"]
        );
    }
    assert_eq!(refused::<Aliases>(json!({"org": "a", "tenant": "b", "roles": ["a"]})).len(), 1);
}

#[derive(Serialize, Deserialize, Debug, PartialEq, Clone)]
struct Profile {
    name: String,
    sub: String,
    exp: Option<i64>,
}

#[derive(Claims, Debug, PartialEq)]
struct Flattened {
    tenant: String,
    #[serde(flatten)]
    profile: Profile,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[test]
fn flattened_structs_and_maps_hold_registered_claims() {
    let profile = Profile { name: "Al".into(), sub: "alice".into(), exp: Some(super::support::NOW + 5) };
    let rest = BTreeMap::from([("x".to_owned(), json!([1, {"y": null}]))]);
    let claims = Flattened { tenant: "acme".into(), profile: profile.clone(), rest };
    let payload = issued(&claims);
    assert_eq!((&payload["sub"], &payload["exp"]), (&json!("alice"), &json!(super::support::NOW + 5)));
    let read = round_trip(&claims);
    assert_eq!((&read.profile, &read.rest["x"]), (&profile, &claims.rest["x"]));
    assert!(read.rest.contains_key("iat") && read.rest.contains_key("jti"));
    assert_eq!(refused::<Flattened>(json!({"tenant": "a", "name": "n", "sub": 7})), ["sub: wrong_type"]);
    let repeated = r#"{"tenant":"a","name":"n","sub":"s","x":1,"x":2,"exp":1800000060}"#;
    assert_eq!(verify_raw::<Flattened>(repeated).unwrap_err().code(), "token_malformed");
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
#[serde(deny_unknown_fields)]
struct Strict {
    tenant: String,
}

#[test]
fn unknown_claims_are_denied_but_for_the_registered() {
    assert_eq!(round_trip(&Strict { tenant: "acme".into() }).tenant, "acme");
    assert_eq!(refused::<Strict>(json!({"tenant": "a", "admin": true})), ["admin: unknown"]);
    assert_eq!(accepted::<Strict>(json!({"tenant": "a", "iss": "i", "sub": "s", "jti": "j"})).tenant, "a");
}

/// A trait of the user's own that its bound names.
trait Named {
    fn name(&self) -> String;
    fn of(name: String) -> Self;
}

#[derive(Debug, PartialEq)]
struct Acme(String);

impl Named for Acme {
    fn name(&self) -> String {
        self.0.clone()
    }
    fn of(name: String) -> Self {
        Self(name)
    }
}

mod by_name {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Named;

    pub(super) fn serialize<T: Named, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.name())
    }
    pub(super) fn deserialize<'de, T: Named, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        String::deserialize(deserializer).map(T::of)
    }
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
#[serde(bound = "T: Named")]
struct Bounded<T> {
    #[serde(with = "by_name")]
    tenant: T,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct FieldBounded<T, U> {
    #[serde(with = "by_name", bound = "T: Named")]
    tenant: T,
    plain: U,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
#[serde(bound(serialize = "T: Named", deserialize = "T: Named"))]
struct SplitBounds<T> {
    #[serde(with = "by_name")]
    tenant: T,
}

#[test]
fn bounds() {
    let tenant = || Acme("acme".into());
    assert_eq!(round_trip(&Bounded { tenant: tenant() }).tenant, tenant());
    assert_eq!(round_trip(&FieldBounded { tenant: tenant(), plain: 1 }).plain, 1);
    assert_eq!(round_trip(&SplitBounds { tenant: tenant() }).tenant, tenant());
}

#[derive(Claims, Debug)]
struct Borrowing<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    plain: &'a str,
    maybe: Option<&'a str>,
}

#[test]
fn borrows() {
    let text = super::support::signed(r#"{"name":"a\"b","plain":"x","maybe":"y","exp":1800000060}"#);
    let verifier = super::support::verifier();
    let token = verifier.token(&text);
    let read = token.verify::<Borrowing<'_>>().unwrap();
    assert_eq!((&*read.name, read.plain, read.maybe), ("a\"b", "x", Some("y")));
    let text = super::support::signed(r#"{"name":"ab","plain":"x\"","exp":1800000060}"#);
    let token = verifier.token(&text);
    assert_eq!(codes(&token.verify::<Borrowing<'_>>().unwrap_err()), ["plain: wrong_type"]);
    let text = super::support::signed(r#"{"name":"ab","plain":"x","exp":1800000060}"#);
    let token = verifier.token(&text);
    assert!(matches!(token.verify::<Borrowing<'_>>().unwrap().name, Cow::Borrowed("ab")));
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
#[serde(expecting = "the claims of an order", rename = "Whatever")]
struct Expecting {
    a: u8,
}

#[test]
fn what_has_no_effect_on_claims_does_no_harm() {
    assert_eq!(round_trip(&Expecting { a: 1 }).a, 1);
}

#[test]
fn an_array_is_no_claims_set() {
    assert_eq!(verify_raw::<Strict>(r#"["acme"]"#).unwrap_err().code(), "token_malformed");
}
