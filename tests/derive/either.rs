//! `either`: fields of which one must hold.

use jwt_claims::{Claims, NestedClaims, Scopes};
use serde_json::json;

use super::support::{NOW, accepted, not_issued, refused, round_trip, verify, verify_raw};

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m", either(scp, roles))]
struct Access {
    #[claim(any_of = ["Orders.Read"])]
    scp: Option<Scopes>,
    #[claim(any_of = ["Orders.Read.All"], len(max = 2))]
    roles: Option<Vec<String>>,
    #[claim(non_empty)]
    tid: String,
}

#[test]
fn one_that_holds_is_enough() {
    for claims in [
        json!({"tid": "t", "scp": "User.Read Orders.Read"}),
        json!({"tid": "t", "roles": ["Orders.Read.All"]}),
        json!({"tid": "t", "scp": "Orders.Read", "roles": ["Orders.Read.All"]}),
        json!({"tid": "t", "scp": "Orders.Read", "roles": ["x"]}),
        json!({"tid": "t", "scp": "x", "roles": ["Orders.Read.All"]}),
    ] {
        let access: Access = accepted(claims);
        assert_eq!(round_trip(&access), access);
    }
}

#[test]
fn none_that_holds_is_one_violation() {
    let found = |claims| refused::<Access>(claims);
    assert_eq!(found(json!({"tid": "t"})), [": either"]);
    assert_eq!(found(json!({"tid": "t", "scp": null, "roles": null})), [": either"]);
    assert_eq!(found(json!({"tid": "t", "scp": "User.Read", "roles": []})), [": either"]);
    // every rule of an alternative must hold
    assert_eq!(found(json!({"tid": "t", "roles": ["Orders.Read.All", "a", "b"]})), [": either"]);
    // a wrong type is wrong whatever the other alternative is
    assert_eq!(found(json!({"tid": "t", "scp": "Orders.Read", "roles": "x"})), ["roles: wrong_type"]);
    // and other rules are told beside it
    assert_eq!(found(json!({"tid": ""})), ["tid: non_empty", ": either"]);
    assert_eq!(not_issued(&Access { scp: None, roles: None, tid: "t".into() }), [": either"]);
}

#[test]
fn it_says_what_was_expected_and_found() {
    let error = verify::<Access>(json!({"tid": "t", "scp": "s3cret"})).err().unwrap();
    assert!(error.is_insufficient());
    assert_eq!(
        error.to_string(),
        "claims refused: expected `scp` with any of \"Orders.Read\" or `roles` with any of \"Orders.Read.All\" and \
         with a length with max = 2, found `scp`: 1 member, none of these; `roles`: nothing"
    );
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m", either(tenant, org), either(r#type, role))]
struct Several {
    #[claim(non_empty)]
    tenant: Option<String>,
    #[claim(path = "org.id", non_empty)]
    #[serde(skip_serializing_if = "Option::is_none")]
    org: Option<String>,
    #[claim(equals = "admin")]
    r#type: Option<String>,
    #[serde(default)]
    #[claim(equals = "admin")]
    role: String,
}

/// Who cannot mend it with more permission gets no 403.
#[test]
fn several_and_not_all_about_permission() {
    assert_eq!(accepted::<Several>(json!({"tenant": "t", "role": "admin"})).role, "admin");
    let read = accepted::<Several>(json!({"org": {"id": "o"}, "type": "admin"}));
    assert_eq!((read.tenant, read.org.as_deref(), read.r#type.as_deref()), (None, Some("o"), Some("admin")));
    let error = verify::<Several>(json!({"tenant": "", "type": "x"})).err().unwrap();
    assert_eq!(error.violations().len(), 2);
    assert!(!error.violations()[0].is_permission() && error.violations()[1].is_permission());
    assert!(!error.is_insufficient());
}

#[derive(NestedClaims, Debug)]
#[claims(either(read, write))]
struct Grants {
    #[claim(equals = true)]
    read: Option<bool>,
    #[claim(equals = true)]
    write: Option<bool>,
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct WithGrants {
    #[claim(nested)]
    grants: Grants,
}

#[test]
fn inside_a_nested_object() {
    assert_eq!(accepted::<WithGrants>(json!({"grants": {"write": true}})).grants.read, None);
    assert_eq!(refused::<WithGrants>(json!({"grants": {"write": false}})), ["grants: either"]);
}

#[derive(Claims)]
#[claims(verify_only, either(grants, roles))]
struct NestedAlternative {
    #[claim(nested)]
    grants: Option<Grants>,
    #[claim(non_empty)]
    roles: Option<Vec<String>>,
}

#[derive(Claims)]
#[claims(verify_only, either(mine, theirs))]
struct ListAlternatives {
    #[claim(nested)]
    mine: Option<Vec<Grants>>,
    #[claim(nested)]
    theirs: Option<Vec<Grants>>,
}

#[test]
fn what_alternatives_leave_out_is_counted_together() {
    let refused = vec![json!({"read": false}); 70];
    let claims = json!({"exp": NOW + 60, "mine": refused, "theirs": refused});
    let error = verify_raw::<ListAlternatives>(&claims.to_string()).err().unwrap();
    assert!(error.violations()[0].actual().contains("12 more"), "{error}"); // 2 × (70 - 64)
}

#[test]
fn a_nested_object_may_be_an_alternative() {
    assert!(accepted::<NestedAlternative>(json!({"roles": ["a"]})).grants.is_none());
    assert!(accepted::<NestedAlternative>(json!({"grants": {"read": true}})).roles.is_none());
    assert_eq!(refused::<NestedAlternative>(json!({"grants": {"read": false}})), [": either"]);
    let policy = NestedAlternative::POLICY.to_string();
    let line = policy.lines().last().unwrap();
    assert_eq!(
        line,
        "  (whole): either `grants` nested (either `read` equals true or `write` equals true) or `roles` non_empty"
    );
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Inherited {
    #[claim(name = "scp")]
    scopes: Option<Vec<String>>,
    #[serde(default)]
    level: u8,
    #[serde(default)]
    groups: Vec<String>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(
    either(scopes, level, own),
    rules(scopes(any_of = ["orders"]), level(range(min = 3)), groups(len(max = 1), if_present))
)]
struct Extending {
    #[claim(base)]
    base: Inherited,
    #[claim(non_empty)]
    #[serde(default)]
    own: String,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(either(scopes, groups), rules(scopes(non_empty), groups(all_of = ["staff"])))]
struct Direct(Inherited);

#[test]
fn claims_of_the_extended_type_may_be_alternatives() {
    for good in [json!({"scp": ["orders"]}), json!({"level": 3}), json!({"own": "x"})] {
        accepted::<Extending>(good);
    }
    // a default is not a claim
    for none in [json!({}), json!({"scp": ["x"]}), json!({"level": 2, "own": ""}), json!({"scp": null})] {
        assert_eq!(refused::<Extending>(none), [": either"]);
    }
    assert_eq!(refused::<Extending>(json!({"own": "x", "groups": ["a", "b"]})), ["groups: len"]);
    accepted::<Direct>(json!({"groups": ["staff"]}));
    accepted::<Direct>(json!({"scp": ["x"]}));
    assert_eq!(refused::<Direct>(json!({"scp": [], "groups": ["x"]})), [": either"]);
    let policy = Extending::POLICY.to_string();
    let lines: Vec<_> = policy.lines().rev().take(2).collect();
    let either = r#"  (whole): either `scp` any_of "orders" or `level` range min = 3 or `own` non_empty"#;
    assert_eq!(lines, [either, "  groups: len max = 1 (if_present)"]);
}

#[test]
fn they_hold_on_issuing() {
    let with = |level, own: &str| Extending {
        base: Inherited { scopes: None, level, groups: vec![] },
        own: own.to_owned(),
    };
    assert_eq!(not_issued(&with(1, "")), [": either"]);
    assert_eq!(round_trip(&with(1, "x")), with(1, "x"));
    assert_eq!(round_trip(&with(3, "")), with(3, ""));
}
