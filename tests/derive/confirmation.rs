//! `cnf` (RFC 7800): a token that is bound to a key of its sender is no bearer
//! token, whatever reads the claim.

use std::collections::BTreeMap;

use jwt_claims::{Claims, ContextFree, Error, NestedClaims, OwnedClaims};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::support::{accepted, codes, issuer, refused, round_trip, signed, verifier, verify, verify_raw};

/// What `cnf` may be: a thumbprint (RFC 9449 §6.1, RFC 8705 §3.1), a key
/// (RFC 7800 §3.2), and what no RFC has.
fn values() -> Vec<Value> {
    vec![
        json!({"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}),
        json!({"x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}),
        json!({"jwk": {"kty": "oct", "k": "AAAA"}}),
        json!({}),
        json!(null),
        json!("text"),
        json!(["a", {"cnf": 1}]),
        json!(1.5),
        json!(false),
    ]
}

#[derive(Deserialize, Serialize, Default)]
struct Bound {
    cnf: Value,
}

macro_rules! types {
    ($(#[$attr:meta])*) => {
        #[derive(Claims)]
        $(#[$attr])*
        pub(super) struct Plain {}

        #[derive(Claims)]
        $(#[$attr])*
        pub(super) struct FlattenedMap {
            #[serde(flatten)]
            pub(super) rest: BTreeMap<String, Value>,
        }

        #[derive(Claims)]
        $(#[$attr])*
        pub(super) struct FlattenedStruct {
            #[serde(flatten)]
            _bound: Bound,
        }

        #[derive(Claims)]
        pub(super) struct Direct(Plain);

        #[derive(Claims)]
        #[claims(verify_only)]
        pub(super) struct More {
            #[claim(base)]
            plain: Plain,
            _note: Option<String>,
        }

        #[derive(Claims)]
        #[claims(kinds_by = "use")]
        #[allow(dead_code)]
        pub(super) enum Door {
            #[claims(kind = "plain")]
            Plain(Plain),
            #[claims(kind = "map")]
            Map(FlattenedMap),
        }
    };
}

mod bearer {
    use super::*;
    types!();
}

mod unchecked {
    use super::*;
    types!(#[claims(unchecked(cnf))]);

    #[derive(Claims)]
    #[claims(unchecked(cnf), ttl = "5m")]
    pub(super) struct Field {
        pub(super) cnf: Value,
    }

    #[derive(Claims)]
    #[claims(unchecked(cnf), verify_only)]
    pub(super) struct Alias {
        #[serde(alias = "cnf")]
        _confirmation: Value,
    }

    #[derive(Claims)]
    #[claims(unchecked(cnf), ttl = "5m")]
    pub(super) struct Path {
        #[claim(path = "cnf.jkt", len = 43)]
        pub(super) thumbprint: String,
    }

    #[derive(Claims)]
    #[claims(verify_only)]
    pub(super) struct Extended {
        #[claim(base)]
        plain: Plain,
        pub(super) cnf: Value,
    }
}

fn is_refused<C: OwnedClaims + ContextFree>(value: &Value) {
    let claims = json!({"cnf": value, "use": "plain"});
    assert_eq!(refused::<C>(claims.clone()), ["cnf: unproven"], "{claims}");
}

fn is_accepted<C: OwnedClaims + ContextFree>(value: &Value) {
    accepted::<C>(json!({"cnf": value, "use": "plain"}));
}

#[test]
fn a_bound_token_is_refused_whatever_reads_it() {
    use bearer::{Direct, Door, FlattenedMap, FlattenedStruct, More, Plain};
    for value in values() {
        is_refused::<Plain>(&value);
        is_refused::<FlattenedMap>(&value);
        is_refused::<FlattenedStruct>(&value);
        is_refused::<Direct>(&value);
        is_refused::<More>(&value);
        is_refused::<Door>(&value);
    }
}

#[test]
fn where_it_is_unchecked_it_is_taken() {
    use unchecked::{Alias, Direct, Door, Extended, Field, FlattenedMap, FlattenedStruct, More, Plain};
    for value in values() {
        is_accepted::<Plain>(&value);
        is_accepted::<FlattenedMap>(&value);
        is_accepted::<FlattenedStruct>(&value);
        is_accepted::<Direct>(&value);
        is_accepted::<More>(&value);
        is_accepted::<Door>(&value);
        is_accepted::<Field>(&value);
        is_accepted::<Alias>(&value);
        assert_eq!(accepted::<Extended>(json!({"cnf": value.clone()})).cnf, value);
    }
    let thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I".to_owned();
    assert_eq!(accepted::<unchecked::Path>(json!({"cnf": {"jkt": thumbprint}})).thumbprint, thumbprint);
    assert_eq!(round_trip(&unchecked::Path { thumbprint }).thumbprint.len(), 43);
    assert_eq!(round_trip(&unchecked::Field { cnf: json!({"kid": "1"}) }).cnf, json!({"kid": "1"}));
}

#[test]
fn it_is_told_beside_whatever_else_is_wrong() {
    #[derive(Claims)]
    #[serde(deny_unknown_fields)]
    struct Closed {
        _sub: String,
    }
    assert_eq!(
        refused::<Closed>(json!({"cnf": {}, "aud": "x", "other": 1})),
        ["aud: unexpected_audience", "cnf: unproven", "other: unknown", "_sub: missing"]
    );
    let error = verify::<bearer::Plain>(json!({"cnf": {}, "exp": 1})).err().unwrap();
    assert_eq!(codes(&error), ["exp: expired", "cnf: unproven"]);
    let challenge = error.challenge().unwrap();
    assert_eq!((challenge.status(), challenge.error()), (401, Some("invalid_token")));
    assert!(error.to_string().contains("declare `unchecked(cnf)`"), "{error}");
}

#[test]
fn the_name_counts_as_json_reads_it() {
    let raw = |payload: &str| verify_raw::<bearer::Plain>(payload).err().map(|error| codes(&error));
    let unproven = Some(vec!["cnf: unproven".to_owned()]);
    assert_eq!(raw(r#"{"exp":1800000060,"\u0063n\u0066":{}}"#), unproven);
    assert_eq!(raw(r#"{"cnf":{},"exp":1800000060}"#), unproven);
    for other in ["CNF", "cnf ", "cn", "cnff", "\u{441}nf", "x"] {
        assert!(verify::<bearer::Plain>(json!({other: {"jkt": "x"}})).is_ok(), "{other}");
    }
}

#[derive(NestedClaims)]
struct Inner {
    cnf: Option<Value>,
}

#[test]
fn further_in_the_name_means_nothing() {
    #[derive(Claims)]
    #[claims(ttl = "5m")]
    struct Outer {
        #[claim(nested)]
        inner: Inner,
        #[claim(path = "act.cnf")]
        of_actor: Value,
    }
    let outer =
        accepted::<Outer>(json!({"inner": {"cnf": {"jkt": "x"}}, "act": {"cnf": 1}, "x": {"cnf": 1}}));
    assert_eq!((outer.inner.cnf, outer.of_actor), (Some(json!({"jkt": "x"})), json!(1)));
    assert_eq!(round_trip(&Outer { inner: Inner { cnf: Some(json!(1)) }, of_actor: json!(2) }).of_actor, 2);
}

#[test]
fn forbidden_is_forbidden_too() {
    #[derive(Claims)]
    #[claims(ttl = "5m")]
    struct Forbidden {
        #[claim(forbidden)]
        cnf: Option<Value>,
    }
    #[derive(Claims)]
    #[claims(forbidden(cnf))]
    struct Named {}
    assert_eq!(refused::<Forbidden>(json!({"cnf": {}})), ["cnf: unproven", "cnf: forbidden"]);
    assert_eq!(refused::<Named>(json!({"cnf": null})), ["cnf: unproven", "cnf: forbidden"]);
    assert!(round_trip(&Forbidden { cnf: None }).cnf.is_none());
}

/// A guard with DPoP accepts it with a proof, and a verifier alone refuses it.
#[test]
fn a_bound_token_is_issued_and_is_no_bearer_token() {
    #[derive(Claims)]
    #[claims(ttl = "5m")]
    struct Map {
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }
    let bound = || BTreeMap::from([("cnf".to_owned(), json!({"jkt": "x"}))]);
    let issued = issuer().issue(&Map { rest: bound() }).unwrap();
    let error = verifier().verify::<Map>(issued.as_str()).err().unwrap();
    assert_eq!(codes(&error), ["cnf: unproven"]);
    #[derive(Claims)]
    #[claims(ttl = "5m", unchecked(cnf))]
    struct Unchecked {
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }
    assert_eq!(round_trip(&Unchecked { rest: bound() }).rest["cnf"], json!({"jkt": "x"}));
}

#[test]
fn policies_and_explanations_show_it() {
    fn line(policy: &jwt_claims::Policy) -> String {
        let text = policy.to_string();
        text.lines().find(|line| line.contains("cnf")).unwrap().trim().to_owned()
    }
    assert_eq!(line(bearer::Plain::POLICY), "cnf: if_present, proof needed");
    for policy in [unchecked::Plain::POLICY, unchecked::Direct::POLICY, unchecked::Extended::POLICY] {
        assert_eq!(line(policy), "cnf: unchecked");
        let json = serde_json::to_value(policy).unwrap();
        assert_eq!(json["claims"][7], json!({"claim": "cnf", "presence": "unchecked", "values": []}));
    }
    let payload = json!({"exp": super::support::NOW + 60, "cnf": {}}).to_string();
    let (token, verifier) = (signed(&payload), verifier());
    let explained = verifier.token(&token).explain::<bearer::Plain>();
    let failed: Vec<_> =
        explained.steps().iter().filter_map(|step| Some((step.check(), step.code()?))).collect();
    assert_eq!(failed, [("cnf", "unproven")]);
    assert!(verifier.token(&token).explain::<unchecked::Plain>().is_accepted());
}

fn of<C: OwnedClaims + ContextFree>(payload: &str) -> Result<(), Error> {
    verify_raw::<C>(payload).map(drop)
}

proptest! {
    /// Whatever else is in a token and wherever `cnf` stands in it.
    #[test]
    fn no_token_with_a_confirmation_passes(
        others in proptest::collection::vec(("[a-z]{1,5}", any::<i32>()), 0..20),
        place in any::<prop::sample::Index>(),
        value in prop::sample::select(values()),
        escaped in any::<bool>(),
    ) {
        let mut members: Vec<String> = others
            .into_iter()
            .collect::<BTreeMap<_, _>>()
            .into_iter()
            .filter(|(name, _)| !["cnf", "exp", "nbf", "iat", "iss", "sub", "aud", "jti"].contains(&name.as_str()))
            .map(|(name, value)| format!("{name:?}:{value}"))
            .collect();
        members.push(format!("\"exp\":{}", super::support::NOW + 60));
        let without = format!("{{{}}}", members.join(","));
        let name = if escaped { r"c\u006ef" } else { "cnf" };
        members.insert(place.index(members.len() + 1), format!("\"{name}\":{value}"));
        let with = format!("{{{}}}", members.join(","));
        prop_assert!(of::<bearer::Plain>(&without).is_ok());
        prop_assert!(of::<bearer::FlattenedMap>(&without).is_ok());
        prop_assert_eq!(codes(&of::<bearer::Plain>(&with).unwrap_err()), ["cnf: unproven"]);
        prop_assert_eq!(codes(&of::<bearer::FlattenedMap>(&with).unwrap_err()), ["cnf: unproven"]);
        prop_assert_eq!(codes(&of::<bearer::More>(&with).unwrap_err()), ["cnf: unproven"]);
        prop_assert!(of::<unchecked::Plain>(&with).is_ok());
        prop_assert!(of::<unchecked::FlattenedMap>(&with).is_ok());
    }
}
