//! `nested`: objects that a struct of their own models, with its rules.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jwt_claims::{Claims, NestedClaims, Refusal};
use serde_json::{Value, json};

use super::support::{accepted, issued, not_issued, refused, round_trip, verify};

#[derive(NestedClaims, Debug, PartialEq)]
#[claims(check = not_too_many)]
struct RealmAccess {
    #[claim(any_of = ["editor", "admin"])]
    roles: Vec<String>,
    #[claim(if_present, range(min = 1, max = 3))]
    #[serde(rename = "lvl", skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
}

fn not_too_many(access: &RealmAccess) -> Result<(), Refusal> {
    if access.roles.len() < 4 { Ok(()) } else { Err(Refusal::forbidden("too many roles")) }
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Access {
    #[claim(nested)]
    realm_access: RealmAccess,
}

#[test]
fn rules_hold_inside() {
    let read: Access = accepted(json!({"realm_access": {"roles": ["admin"], "lvl": 2, "more": 1}}));
    assert_eq!(read.realm_access, RealmAccess { roles: vec!["admin".into()], level: Some(2) });
    assert_eq!(round_trip(&read), read);
    assert_eq!(issued(&read)["realm_access"], json!({"roles": ["admin"], "lvl": 2}));
    let found = |object: Value| refused::<Access>(json!({ "realm_access": object }));
    assert_eq!(found(json!({"roles": ["guest"]})), ["realm_access.roles: any_of"]);
    assert_eq!(
        found(json!({"roles": [], "lvl": 4})),
        ["realm_access.roles: any_of", "realm_access.lvl: range"]
    );
    assert_eq!(found(json!({"roles": ["admin", "a", "b", "c"]})), ["realm_access: check"]);
    assert_eq!(
        not_issued(&Access { realm_access: RealmAccess { roles: vec![], level: Some(0) } }),
        ["realm_access.roles: any_of", "realm_access.lvl: range"]
    );
}

#[test]
fn what_is_no_such_object_is_named() {
    let found = |object: Value| refused::<Access>(json!({ "realm_access": object }));
    assert_eq!(refused::<Access>(json!({})), ["realm_access: missing"]);
    assert_eq!(found(json!(null)), ["realm_access: null"]);
    assert_eq!(found(json!({})), ["realm_access.roles: missing"]);
    assert_eq!(found(json!([["admin"], 1])), ["realm_access: wrong_type"]);
    assert_eq!(found(json!("admin")), ["realm_access: wrong_type"]);
    assert_eq!(found(json!({"roles": null})), ["realm_access.roles: null"]);
    assert_eq!(found(json!({"roles": ["admin", 7]})), ["realm_access.roles[1]: wrong_type"]);
    assert_eq!(found(json!({"roles": ["admin"], "lvl": "x"})), ["realm_access.lvl: wrong_type"]);
}

#[test]
fn it_is_about_permission_where_the_rule_is() {
    let insufficient =
        |object: Value| verify::<Access>(json!({ "realm_access": object })).err().unwrap().is_insufficient();
    assert!(insufficient(json!({"roles": ["guest"]})));
    assert!(insufficient(json!({"roles": ["admin", "a", "b", "c"]})));
    assert!(!insufficient(json!({"roles": ["admin"], "lvl": 4})));
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct Optional {
    #[claim(nested)]
    ruled: Option<RealmAccess>,
    #[claim(nested, if_present)]
    waived: Option<Box<RealmAccess>>,
}

/// As with every other rule: an absent claim meets it only where that is said.
#[test]
fn an_absent_object_meets_no_rules_unless_if_present() {
    let good = json!({"roles": ["admin"]});
    let bad = json!({"roles": ["x"]});
    assert!(accepted::<Optional>(json!({ "ruled": good })).waived.is_none());
    assert_eq!(refused::<Optional>(json!({})), ["ruled: missing"]);
    assert_eq!(refused::<Optional>(json!({"ruled": null})), ["ruled: missing"]);
    assert_eq!(refused::<Optional>(json!({ "ruled": good, "waived": bad })), ["waived.roles: any_of"]);
    assert_eq!(refused::<Optional>(json!({ "waived": good })), ["ruled: missing"]);
    assert_eq!(not_issued(&Optional { ruled: None, waived: None }), ["ruled: missing"]);
}

#[derive(NestedClaims, Debug)]
struct Team<'a> {
    #[claim(non_empty)]
    name: &'a str,
    #[claim(nested, if_present)]
    #[serde(borrow)]
    lead: Option<Member<'a>>,
}

#[derive(NestedClaims, Debug)]
#[serde(rename_all = "camelCase")]
struct Member<'a> {
    #[serde(borrow)]
    #[claim(starts_with = "user-")]
    user_name: Cow<'a, str>,
    // no registered claim: those stand at the top only
    exp: Option<&'a str>,
    #[claim(path = "contact.mail", non_empty)]
    mail: Option<String>,
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct Lists<'a> {
    #[claim(nested, non_empty)]
    #[serde(borrow)]
    teams: Vec<Team<'a>>,
    #[claim(nested, path = "resource.access")]
    clients: BTreeMap<String, RealmAccess>,
}

fn codes(claims: Value) -> Vec<String> {
    let mut claims = claims;
    claims["exp"] = json!(super::support::NOW + 60);
    let token = super::support::signed(&claims.to_string());
    let verifier = super::support::verifier();
    let token = verifier.token(&token);
    token.verify::<Lists<'_>>().err().map(|error| super::support::codes(&error)).unwrap_or_default()
}

#[test]
fn lists_maps_and_objects_in_objects() {
    let good = json!({
        "teams": [{"name": "a", "lead": {"userName": "user-1", "exp": "x", "contact": {"mail": "a@b"}}}, {"name": "b"}],
        "resource": {"access": {"orders": {"roles": ["admin"]}}},
    });
    assert_eq!(codes(good.clone()), [""; 0]);
    let mut bad = good;
    bad["teams"][0]["lead"] = json!({"userName": "x"});
    bad["teams"][1]["name"] = json!("");
    bad["resource"]["access"]["orders"]["roles"] = json!([]);
    assert_eq!(
        codes(bad.clone()),
        [
            "teams[0].lead.userName: starts_with",
            "teams[0].lead.contact.mail: missing",
            "teams[1].name: non_empty",
            "resource.access.orders.roles: any_of",
        ]
    );
    bad["teams"] = json!([]);
    assert_eq!(codes(bad), ["teams: non_empty", "resource.access.orders.roles: any_of"]);
}

#[test]
fn the_policy_has_the_whole_paths() {
    let policy = Lists::POLICY.to_string();
    let rules: Vec<_> =
        policy.lines().filter(|line| line.contains("teams") || line.contains("resource")).collect();
    assert_eq!(
        rules,
        [
            "  teams: nested",
            "  teams[*].name: non_empty",
            "  teams[*].lead: nested (if_present)",
            "  teams[*].lead.userName: starts_with \"user-\"",
            "  teams[*].lead.contact.mail: non_empty",
            "  teams: non_empty",
            "  resource.access: nested",
            "  resource.access.*.roles: any_of \"editor\", \"admin\"",
            "  resource.access.*.lvl: range min = 1, max = 3 (if_present)",
            "  resource.access.*: check not_too_many",
        ]
    );
    let json = serde_json::to_value(Access::POLICY).unwrap();
    assert_eq!(json["rules"][1]["claim"], "realm_access.roles");
}

/// serde's own traits come with the derive: the type reads and writes anywhere.
#[test]
fn serde_reads_and_writes_it_too() {
    let read: RealmAccess = serde_json::from_value(json!({"roles": ["x"]})).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), json!({"roles": ["x"]}));
    assert!(serde_json::from_value::<RealmAccess>(json!([["x"], 1])).is_err());
}

#[derive(NestedClaims, Debug)]
#[claims(verify_only)]
struct ReadOnly<T> {
    #[claim(equals = true)]
    verified: bool,
    value: T,
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Generic {
    #[claim(nested)]
    email: ReadOnly<String>,
}

#[test]
fn parameters_and_verify_only() {
    assert_eq!(accepted::<Generic>(json!({"email": {"verified": true, "value": "a"}})).email.value, "a");
    assert_eq!(
        refused::<Generic>(json!({"email": {"verified": false, "value": "a"}})),
        ["email.verified: equals"]
    );
}

/// Each rule's step is its own, and none is passed that nobody looked at.
#[test]
fn explained_step_by_step() {
    let outcome = |claims: Value| {
        let token = super::support::signed(&claims.to_string());
        let verifier = super::support::verifier();
        let explanation = verifier.token(&token).explain::<Optional>();
        explanation.steps()[16..].iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let exp = super::support::NOW + 60;
    let absent = outcome(json!({ "exp": exp }));
    assert!(absent[0].starts_with("FAILED  ruled: nested"), "{absent:?}");
    assert_eq!(absent[1], "skipped ruled.roles: any_of \"editor\", \"admin\"");
    assert_eq!(absent[4], "ok      waived: nested (if_present)");
    let broken = outcome(json!({ "exp": exp, "ruled": {"roles": []} }));
    assert_eq!(broken[0], "ok      ruled: nested");
    assert!(broken[1].starts_with("FAILED  ruled.roles: any_of"), "{broken:?}");
}
