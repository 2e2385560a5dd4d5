//! What a verifier would refuse is not issued.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jwt_claims::{Claims, ErrorKind};
use serde_json::{Value, json};

use super::support::{NOW, codes, issued, issuer, not_issued, round_trip, verifier};

#[derive(Claims, Debug, Default)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "5m")]
struct Access {
    #[claim(any_of = ["editor"], none_of = ["guest"], all_of = ["editor"])]
    roles: Vec<String>,
    #[claim(equals = 1)]
    a: u8,
    #[claim(one_of = [1, 2])]
    b: u8,
    #[claim(starts_with = "x")]
    c: String,
    #[claim(non_empty)]
    d: String,
    #[claim(len(max = 1))]
    e: Vec<u8>,
    #[claim(range(min = 1))]
    f: u8,
    #[claim(check = is_even)]
    g: u8,
    #[claim(any_of = ["x"])]
    h: Option<Vec<String>>,
}

fn is_even(n: &u8) -> bool {
    n.is_multiple_of(2)
}

#[test]
fn every_rule_holds_on_issuing() {
    let wrong = Access { roles: vec!["guest".into()], e: vec![1, 2], g: 1, ..Access::default() };
    let error = issuer().issue(&wrong).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Issue);
    assert_eq!(
        codes(&error),
        [
            "roles: any_of",
            "roles: none_of",
            "roles: all_of",
            "a: equals",
            "b: one_of",
            "c: starts_with",
            "d: non_empty",
            "e: len",
            "f: range",
            "g: check",
            "h: missing"
        ]
    );
    assert!(!error.is_insufficient(), "that is about tokens, not about issuing");
}

#[derive(Claims, Debug)]
#[claims(issuer = ["https://a.example", "https://b.example"], ttl = "5m")]
struct WithIss {
    iss: String,
}

#[test]
fn a_wrong_issuer_is_not_issued() {
    let with = |iss: &str| WithIss { iss: iss.into() };
    assert_eq!(not_issued(&with("https://c.example")), ["iss: wrong_issuer"]);
    assert_eq!(round_trip(&with("https://b.example")).iss, "https://b.example");
    let error = issuer().with_issuer("https://a.example").issue(&with("https://b.example")).unwrap_err();
    assert_eq!(codes(&error), ["iss: wrong_issuer"]);
}

#[derive(Claims, Debug)]
#[claims(issuer = ["https://a.example", "https://b.example"], audience = ["x", "y"], ttl = "5m")]
struct Several {}

#[test]
fn with_several_declared_the_issuer_must_be_told_which() {
    assert_eq!(not_issued(&Several {}), ["iss: missing", "aud: missing"]);
    let told = issuer().with_issuer("https://b.example").with_audience("y");
    let token = told.issue(&Several {}).unwrap();
    verifier().token(token.as_str()).verify::<Several>().unwrap();
    let wrong = issuer().with_issuer("https://c.example").with_audience("z").issue(&Several {}).unwrap_err();
    assert_eq!(codes(&wrong), ["iss: wrong_issuer", "aud: wrong_audience"]);
}

#[derive(Claims, Debug)]
struct OwnExp {
    exp: DateTime<Utc>,
}

#[test]
fn an_expired_exp_is_not_issued() {
    let at = |seconds| OwnExp { exp: DateTime::from_timestamp(seconds, 0).unwrap() };
    assert_eq!(not_issued(&at(NOW)), ["exp: expired"]);
    assert_eq!(not_issued(&at(NOW - 10)), ["exp: expired"]);
    assert_eq!(round_trip(&at(NOW + 1)).exp.timestamp(), NOW + 1);
}

#[derive(Claims, Debug)]
struct NoTtl {}

#[derive(Claims, Debug)]
#[claims(optional(exp))]
struct Endless {
    exp: Option<i64>,
}

#[test]
fn a_missing_expiry_is_not_issued() {
    assert_eq!(not_issued(&NoTtl {}), ["exp: missing"]);
    issuer().with_ttl(std::time::Duration::from_secs(60)).unwrap().issue(&NoTtl {}).unwrap();
    assert_eq!(issued(&Endless { exp: None }).get("exp"), None);
}

#[derive(Claims, Debug)]
#[claims(max_lifetime = "1h")]
struct Short {
    exp: i64,
    iat: Option<i64>,
}

#[test]
fn a_life_too_long_is_not_issued() {
    assert_eq!(not_issued(&Short { exp: NOW + 3601, iat: None }), ["exp: lifetime_too_long"]);
    assert_eq!(not_issued(&Short { exp: NOW + 60, iat: Some(NOW - 3600) }), ["exp: lifetime_too_long"]);
    assert_eq!(not_issued(&Short { exp: NOW + 60, iat: Some(NOW + 50) }), ["iat: issued_in_future"]);
    assert_eq!(round_trip(&Short { exp: NOW + 3600, iat: None }).exp, NOW + 3600);
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct AnyAudience {
    aud: String,
}

/// For whom a token is may be data; whoever issues it, and whoever verifies it,
/// says who they are.
#[test]
fn an_audience_that_nobody_declared_needs_an_issuer_and_a_verifier_that_expect_it() {
    let claims = AnyAudience { aud: "orders".into() };
    assert_eq!(not_issued(&claims), ["aud: unexpected_audience"]);
    let token = issuer().with_audience("orders").issue(&claims).unwrap();
    verifier().with_audience("orders").token(token.as_str()).verify::<AnyAudience>().unwrap();
    let error = verifier().token(token.as_str()).verify::<AnyAudience>().unwrap_err();
    assert_eq!(codes(&error), ["aud: unexpected_audience"]);
}

/// What serde skips is absent from the token, and judged as absent.
#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Skipping {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[claim(any_of = ["editor"], if_present)]
    roles: Vec<String>,
}

#[test]
fn what_is_not_written_breaks_no_rule() {
    let none = Skipping { roles: vec![] };
    assert_eq!(issued(&none).get("roles"), None);
    assert_eq!(round_trip(&none), none);
    assert_eq!(not_issued(&Skipping { roles: vec!["x".into()] }), ["roles: any_of"]);
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m", required(sub, nbf))]
struct Required {
    sub: Option<String>,
}

#[test]
fn a_missing_required_claim_is_not_issued() {
    assert_eq!(not_issued(&Required { sub: None }), ["sub: missing", "nbf: missing"]);
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct Numeric {
    sub: serde_json::Value,
}

#[test]
fn an_ill_typed_registered_claim_is_not_issued() {
    assert_eq!(not_issued(&Numeric { sub: json!(7) }), ["sub: wrong_type"]);
}

#[test]
fn what_the_type_leaves_open_is_filled_in() {
    #[derive(Claims)]
    #[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "5m", typ = "at+jwt")]
    struct Silent {}
    let payload = issued(&Silent {});
    assert_eq!(
        (&payload["iss"], &payload["aud"], &payload["iat"], &payload["exp"]),
        (&json!("https://auth.example.com"), &json!("orders"), &json!(NOW), &json!(NOW + 300))
    );
    assert_eq!(payload["jti"].as_str().map(str::len), Some(22));
}

#[test]
fn a_claim_that_cannot_be_written_is_named_and_nothing_else_is_blamed() {
    fn fails<S: serde::Serializer>(_: &u8, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("s3cret"))
    }
    #[derive(Claims)]
    #[claims(required(sub))]
    struct Stuck {
        #[serde(serialize_with = "fails")]
        level: u8,
        sub: String,
    }
    let error = issuer().issue(&Stuck { level: 1, sub: "alice".into() }).unwrap_err();
    assert_eq!(
        error.to_string(),
        "claims not issued: `level`: expected a value that can be written as JSON, found a `Serialize` that fails"
    );

    #[derive(Claims)]
    struct Twice {
        #[serde(flatten)]
        rest: BTreeMap<String, i64>,
        exp: Option<i64>,
    }
    let twice = Twice { rest: BTreeMap::from([("exp".into(), NOW + 60)]), exp: Some(NOW + 60) };
    assert_eq!(not_issued(&twice), ["exp: not_written"]);
    let error = issuer().issue(&twice).unwrap_err();
    assert!(error.to_string().ends_with("found an error: the claim would be written twice"), "{error}");

    #[derive(Claims)]
    #[claims(ttl = "5m")]
    struct Repeated {
        role: Option<String>,
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }
    let rest = |name: &str| BTreeMap::from([(name.to_owned(), json!("admin"))]);
    for role in [Some("user".to_owned()), None] {
        assert_eq!(not_issued(&Repeated { role: role.clone(), rest: rest("role") }), ["role: not_written"]);
        issued(&Repeated { role, rest: rest("group") });
    }
}

/// `None` is left out wherever the field stands; `null` is written by choice,
/// as a JSON value, as a member of a map, and where its codec needs the claim.
#[test]
fn none_is_left_out_and_null_is_written() {
    mod codec {
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        pub(super) fn serialize<S: Serializer>(level: &Option<u8>, s: S) -> Result<S::Ok, S::Error> {
            level.serialize(s)
        }
        pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<u8>, D::Error> {
            Option::deserialize(d)
        }
    }
    #[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq, Default)]
    struct Person {
        sub: Option<String>,
    }
    #[derive(Claims, Debug, PartialEq, Default)]
    #[claims(ttl = "5m")]
    struct Sparse {
        plan: Option<String>,
        #[serde(rename = "x")]
        renamed: Option<u8>,
        #[claim(forbidden)]
        nonce: Option<String>,
        #[serde(with = "codec", default)]
        level: Option<u8>,
        #[claim(null)]
        manager: Option<String>,
        #[serde(with = "codec")]
        rank: Option<u8>,
        any: Value,
        map: BTreeMap<String, Option<u8>>,
        #[serde(flatten)]
        person: Person,
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }
    let nothing = || BTreeMap::from([("none".to_owned(), None)]);
    let rest = BTreeMap::from([("other".to_owned(), Value::Null)]);
    let sparse = Sparse { map: nothing(), rest, ..Sparse::default() };
    let mut payload = issued(&sparse);
    for claim in ["iat", "exp", "jti"] {
        payload.as_object_mut().unwrap().remove(claim);
    }
    let null = json!({"manager": null, "rank": null, "any": null, "map": {"none": null}, "other": null});
    assert_eq!(payload, null);
    assert_eq!(round_trip(&sparse).rest["other"], Value::Null);

    #[derive(Claims, Debug, PartialEq)]
    #[claims(ttl = "5m", required(sub))]
    struct Extended {
        #[claim(base)]
        base: Based,
        further: Option<u8>,
    }
    #[derive(Claims, Debug, PartialEq)]
    struct Based {
        sub: String,
        plan: Option<String>,
    }
    let payload = issued(&Extended { base: Based { sub: "alice".into(), plan: None }, further: None });
    assert_eq!((payload.get("plan"), payload.get("further")), (None, None));
}
