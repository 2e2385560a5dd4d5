//! `path`: claims inside objects that the struct does not model.

use std::borrow::Cow;

use jwt_claims::{Claims, Scopes};
use serde_json::{Value, json};

use super::support::{accepted, issued, not_issued, refused, round_trip, signed, verifier, verify_raw};

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Access {
    sub: String,
    #[claim(path = "realm_access.roles", any_of = ["editor", "admin"])]
    roles: Vec<String>,
    #[claim(path = ["resource_access", "my.client", "roles"], if_present, all_of = ["read"])]
    client_roles: Option<Vec<String>>,
    #[claim(path = "resource_access.verify_caller")]
    verify_caller: Option<bool>,
}

fn access(roles: &Value) -> Value {
    json!({"sub": "alice", "realm_access": {"roles": roles}})
}

#[test]
fn claims_are_read_from_their_objects() {
    let read: Access = accepted(access(&json!(["x", "admin"])));
    assert_eq!(read.roles, ["x", "admin"]);
    assert_eq!((read.client_roles, read.verify_caller), (None, None));
    let read: Access = accepted(json!({
        "sub": "alice",
        "resource_access": {"other": 1, "my.client": {"x": [], "roles": ["read"]}, "verify_caller": true},
        "realm_access": {"more": {"roles": 5}, "roles": ["editor"]},
    }));
    assert_eq!(read.client_roles.as_deref(), Some(&["read".to_owned()][..]));
    assert_eq!(read.verify_caller, Some(true));
}

/// The path of a violation is that of the claim, whatever is wrong on its way.
#[test]
fn what_is_wrong_on_the_way_is_named() {
    let realm = |object: Value| refused::<Access>(json!({"sub": "alice", "realm_access": object}));
    assert_eq!(refused::<Access>(json!({"sub": "alice"})), ["realm_access.roles: missing"]);
    assert_eq!(realm(json!({})), ["realm_access.roles: missing"]);
    assert_eq!(realm(json!({"Roles": ["admin"]})), ["realm_access.roles: missing"]);
    assert_eq!(realm(json!(null)), ["realm_access: null"]);
    assert_eq!(realm(json!("roles")), ["realm_access: wrong_type"]);
    assert_eq!(realm(json!(["roles", ["admin"]])), ["realm_access: wrong_type"]);
    // serde alone would read an array by the order of the fields
    assert_eq!(realm(json!([["admin"]])), ["realm_access: wrong_type"]);
    assert_eq!(realm(json!([])), ["realm_access: wrong_type"]);
    assert_eq!(realm(json!({"roles": null})), ["realm_access.roles: null"]);
    assert_eq!(realm(json!({"roles": "admin"})), ["realm_access.roles: wrong_type"]);
    assert_eq!(realm(json!({"roles": {"admin": true}})), ["realm_access.roles: wrong_type"]);
    assert_eq!(realm(json!({"roles": ["admin", 1]})), ["realm_access.roles[1]: wrong_type"]);
    assert_eq!(realm(json!({"roles": []})), ["realm_access.roles: any_of"]);
    assert_eq!(realm(json!({"roles": ["guest"]})), ["realm_access.roles: any_of"]);
}

#[test]
fn each_level_of_an_optional_claim_may_be_absent_and_no_level_ill_typed() {
    let client = |object: Value| {
        let mut claims = access(&json!(["admin"]));
        claims["resource_access"] = object;
        claims
    };
    for absent in [
        json!({}),
        json!({"my.client": {}}),
        json!({"my.client": {"roles": null}}),
        json!({"my": {"client": 1}}),
    ] {
        assert_eq!(accepted::<Access>(client(absent)).client_roles, None);
    }
    let refused = |object| refused::<Access>(client(object));
    assert_eq!(refused(json!(null)), ["resource_access: null"]);
    assert_eq!(refused(json!([])), ["resource_access: wrong_type"]);
    assert_eq!(refused(json!({"my.client": null})), ["resource_access.my.client: null"]);
    assert_eq!(refused(json!({"my.client": []})), ["resource_access.my.client: wrong_type"]);
    assert_eq!(
        refused(json!({"my.client": {"roles": "read"}})),
        ["resource_access.my.client.roles: wrong_type"]
    );
    assert_eq!(
        refused(json!({"my.client": {"roles": ["write"]}})),
        ["resource_access.my.client.roles: all_of"]
    );
    assert_eq!(refused(json!({"verify_caller": "yes"})), ["resource_access.verify_caller: wrong_type"]);
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct RuledOption {
    #[claim(path = "a.b.c", any_of = ["x"])]
    ruled: Option<Vec<String>>,
    #[claim(path = "a.n", none_of = ["x"])]
    unless: Option<Vec<String>>,
}

#[test]
fn a_rule_demands_the_claim_on_options_too() {
    for absent in [json!({}), json!({"a": {}}), json!({"a": {"b": {}}}), json!({"a": {"b": {"c": null}}})] {
        assert_eq!(refused::<RuledOption>(absent), ["a.b.c: missing"]);
    }
    assert!(accepted::<RuledOption>(json!({"a": {"b": {"c": ["x"]}}})).unless.is_none());
    assert_eq!(
        refused::<RuledOption>(json!({"a": {"b": {"c": []}, "n": ["x"]}})),
        ["a.b.c: any_of", "a.n: none_of"]
    );
}

#[test]
fn both_sides_keep_the_rules() {
    let mut access =
        Access { sub: "alice".into(), roles: vec!["admin".into()], client_roles: None, verify_caller: None };
    let payload = issued(&access);
    assert_eq!(payload["realm_access"], json!({"roles": ["admin"]}));
    assert!(payload.get("resource_access").is_none(), "no empty object: {payload}");
    assert!(payload.get("roles").is_none() && payload.get("client_roles").is_none());
    assert_eq!(round_trip(&access), access);

    access.client_roles = Some(vec!["read".into()]);
    assert_eq!(issued(&access)["resource_access"], json!({"my.client": {"roles": ["read"]}}));
    assert_eq!(round_trip(&access), access);
    access.verify_caller = Some(false);
    assert_eq!(round_trip(&access), access);

    (access.roles, access.client_roles) = (vec![], Some(vec![]));
    assert_eq!(
        not_issued(&access),
        ["realm_access.roles: any_of", "resource_access.my.client.roles: all_of"]
    );
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Borrowed<'a, T> {
    user_name: &'a str,
    #[claim(path = "org.tenant_name", non_empty)]
    #[serde(borrow)]
    tenant: Cow<'a, str>,
    #[claim(path = "org.plan")]
    plan: &'a str,
    #[claim(path = "org.seats.all")]
    seats: T,
    #[claim(path = "org.scope")]
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<Scopes>,
}

#[test]
fn lifetimes_and_parameters() {
    let claims =
        Borrowed { user_name: "alice", tenant: "acme".into(), plan: "pro", seats: 5_u8, scope: None };
    let payload = issued(&claims);
    assert_eq!(payload["org"], json!({"tenant_name": "acme", "plan": "pro", "seats": {"all": 5}}));
    assert_eq!(payload["userName"], "alice");
    let token = signed(&payload.to_string());
    let verifier = verifier();
    let token = verifier.token(&token);
    assert_eq!(*token.verify::<Borrowed<'_, u8>>().unwrap(), claims);
    let error = token.verify::<Borrowed<'_, String>>().err().unwrap();
    assert_eq!(error.violations()[0].claim(), "org.seats.all");
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct WithRest {
    #[claim(path = "realm_access.roles")]
    roles: Vec<String>,
    #[serde(flatten)]
    rest: std::collections::BTreeMap<String, Value>,
}

#[test]
fn a_flattened_field_takes_the_rest() {
    let mut claims = access(&json!(["a"]));
    claims["x"] = json!(1);
    let read: WithRest = accepted(claims);
    assert_eq!((read.rest.get("x"), read.rest.contains_key("realm_access")), (Some(&json!(1)), false));
    assert_eq!(round_trip(&read).roles, ["a"]);
}

/// As elsewhere: a claim that stands there twice is refused.
#[test]
fn an_object_twice_is_refused() {
    let twice =
        r#"{"exp":1800000060,"sub":"a","realm_access":{"roles":["admin"]},"realm_access":{"roles":[]}}"#;
    assert_eq!(verify_raw::<Access>(twice).err().unwrap().code(), "token_malformed");
    let inside = r#"{"exp":1800000060,"sub":"a","realm_access":{"roles":["admin"],"roles":[]}}"#;
    assert!(verify_raw::<Access>(inside).is_err());
}

/// None of it is told of a token but kinds, and the size is no matter.
#[test]
fn a_hundred_thousand_roles() {
    let roles: Vec<String> = (0..100_000).map(|number| format!("role-{number}")).collect();
    let verifier = verifier().with_max_token_bytes(4 << 20);
    let payload = json!({"exp": 1_800_000_060, "sub": "a", "realm_access": {"roles": roles}});
    let error = verifier.token(&signed(&payload.to_string())).verify::<Access>().err().unwrap();
    assert_eq!(error.violations()[0].actual(), "100000 members, none of these");
    let mut payload = payload;
    payload["realm_access"]["roles"][99_999] = json!("admin");
    assert!(verifier.token(&signed(&payload.to_string())).verify::<Access>().is_ok());
}
