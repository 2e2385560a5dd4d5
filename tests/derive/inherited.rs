//! Objects, paths and alternatives in types that are extended, in extensions,
//! and in enums of kinds.

use jwt_claims::{Claims, NestedClaims};
use serde_json::{Value, json};

use super::support::{NOW, accepted, codes, issued, issuer, not_issued, refused, round_trip, verifier};

#[derive(NestedClaims, Debug, PartialEq, Clone)]
struct Contact {
    #[claim(email)]
    mail: String,
}

#[derive(Claims, Debug, PartialEq, Clone)]
#[claims(ttl = "5m", either(scp, groups))]
struct Base {
    #[claim(nested)]
    contact: Contact,
    #[claim(path = "realm_access.roles", non_empty)]
    roles: Vec<String>,
    #[claim(any_of = ["read"])]
    scp: Option<Vec<String>>,
    #[claim(any_of = ["readers"])]
    groups: Option<Vec<String>>,
}

fn base() -> Base {
    Base {
        contact: Contact { mail: "alice@example.com".into() },
        roles: vec!["admin".into()],
        scp: Some(vec!["read".into()]),
        groups: None,
    }
}

fn with(place: &str, value: Value) -> Value {
    let mut claims = json!({
        "contact": {"mail": "alice@example.com"},
        "realm_access": {"roles": ["admin"]},
        "scp": ["read"],
        "team": {"mail": "team@example.com"},
        "resource": {"level": 3},
        "a": true,
    });
    *claims.pointer_mut(place).unwrap() = value;
    claims
}

fn of_acme(contact: &Contact) -> bool {
    contact.mail.ends_with("@example.com")
}

#[derive(Claims, Debug, PartialEq)]
#[claims(rules(roles(any_of = ["admin"]), contact(check = of_acme), scp(len(max = 2), if_present)))]
struct Newtype(Base);

#[test]
fn a_newtype_inherits_them() {
    assert_eq!(round_trip(&Newtype(base())), Newtype(base()));
    assert_eq!(
        refused::<Newtype>(with("/contact/mail", json!("x"))),
        ["contact.mail: email", "contact: check"]
    );
    assert_eq!(refused::<Newtype>(with("/contact", json!(null))), ["contact: null"]);
    assert_eq!(refused::<Newtype>(with("/realm_access/roles", json!(["x"]))), ["realm_access.roles: any_of"]);
    assert_eq!(refused::<Newtype>(with("/realm_access", json!({}))), ["realm_access.roles: missing"]);
    assert_eq!(refused::<Newtype>(with("/scp", json!(["x", "y", "z"]))), [": either", "scp: len"]);
    let text = Newtype::POLICY.to_string();
    let rules: Vec<_> = text.lines().skip(12).collect();
    assert_eq!(
        rules,
        [
            "  contact: nested",
            "  contact.mail: email",
            "  realm_access.roles: non_empty",
            "  (whole): either `scp` any_of \"read\" or `groups` any_of \"readers\"",
            "  realm_access.roles: any_of \"admin\"",
            "  contact: check of_acme",
            "  scp: len max = 2 (if_present)",
        ]
    );
}

#[derive(Claims, Debug, PartialEq)]
#[claims(rules(roles(any_of = ["admin"])), either(a, b))]
struct Further {
    #[claim(base)]
    base: Base,
    #[claim(nested)]
    team: Contact,
    #[claim(path = "resource.level", range(max = 5))]
    level: u8,
    #[claim(equals = true)]
    #[serde(default)]
    a: bool,
    #[claim(equals = true)]
    b: Option<bool>,
}

#[test]
fn an_extension_has_its_own_beside_them() {
    let further = Further {
        base: base(),
        team: Contact { mail: "team@example.com".into() },
        level: 3,
        a: true,
        b: None,
    };
    assert_eq!(round_trip(&further), further);
    assert_eq!(accepted::<Further>(with("/a", json!(true))), further);
    let expected = json!({
        "contact": {"mail": "alice@example.com"}, "realm_access": {"roles": ["admin"]}, "scp": ["read"],
        "team": {"mail": "team@example.com"}, "resource": {"level": 3}, "a": true,
    });
    let written = issued(&further);
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(written[name], *value);
    }
    assert_eq!(refused::<Further>(with("/contact/mail", json!("x"))), ["contact.mail: email"]);
    assert_eq!(refused::<Further>(with("/team/mail", json!("x"))), ["team.mail: email"]);
    assert_eq!(refused::<Further>(with("/team", json!({}))), ["team.mail: missing"]);
    assert_eq!(refused::<Further>(with("/resource/level", json!(6))), ["resource.level: range"]);
    assert_eq!(refused::<Further>(with("/resource", json!({}))), ["resource.level: missing"]);
    assert_eq!(
        refused::<Further>(with("/realm_access/roles", json!([]))),
        ["realm_access.roles: non_empty", "realm_access.roles: any_of"]
    );
    assert_eq!(refused::<Further>(with("/realm_access/roles", json!(7))), ["realm_access.roles: wrong_type"]);
    assert_eq!(refused::<Further>(with("/scp", json!([]))), [": either"]);
    assert_eq!(refused::<Further>(with("/a", json!(false))), [": either"]);
    assert_eq!(not_issued(&Further { a: false, b: Some(false), ..further }), [": either"]);
}

/// A default hides from an added rule that a registered claim was not there,
/// however far up it stands.
#[test]
fn registered_claims_with_a_default_are_noted() {
    #[derive(Claims, Debug)]
    #[claims(ttl = "5m")]
    struct Subject {
        #[serde(default)]
        sub: String,
    }
    #[derive(Claims, Debug)]
    #[claims(rules(sub(check = any)))]
    struct Once(Subject);
    #[derive(Claims, Debug)]
    struct Twice(Once);
    #[derive(Claims, Debug)]
    struct Beside {
        #[claim(base)]
        base: Once,
    }
    fn any(_: &str) -> bool {
        true
    }
    accepted::<Once>(json!({"sub": "alice"}));
    accepted::<Twice>(json!({"sub": "alice"}));
    accepted::<Beside>(json!({"sub": "alice"}));
    assert_eq!(refused::<Once>(json!({})), ["sub: missing"]);
    assert_eq!(refused::<Twice>(json!({})), ["sub: missing"]);
    assert_eq!(refused::<Beside>(json!({})), ["sub: missing"]);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(kinds_by = "use")]
enum Door {
    #[claims(kind = "base")]
    Base(Base),
    #[claims(kind = "further")]
    Further(Further),
}

#[test]
fn kinds_have_them() {
    let token = |mut claims: Value, kind: &str| {
        claims["exp"] = json!(NOW + 60);
        claims["use"] = json!(kind);
        let token = super::support::signed(&claims.to_string());
        let verified = verifier().token(&token).verify::<Door>().map(drop);
        verified.err().map(|error| codes(&error)).unwrap_or_default()
    };
    assert_eq!(token(with("/a", json!(true)), "further"), [""; 0]);
    assert_eq!(token(with("/a", json!(true)), "base"), [""; 0]);
    assert_eq!(token(with("/team/mail", json!("x")), "base"), [""; 0]);
    assert_eq!(token(with("/team/mail", json!("x")), "further"), ["team.mail: email"]);
    assert_eq!(token(with("/realm_access/roles", json!([])), "base"), ["realm_access.roles: non_empty"]);
    assert!(issuer().issue(&Door::Base(base())).is_ok());
    let policy = Door::POLICY.to_string();
    assert!(policy.contains("      resource.level: range max = 5"), "{policy}");
    assert!(policy.contains("      team.mail: email"), "{policy}");
}

/// A claim with a default, and rules on it at each of three levels.
#[derive(Claims, Debug)]
#[claims(ttl = "5m", optional(sub))]
struct Lowest {
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    sub: String,
    #[serde(default, rename = "grade")]
    level: u8,
}

jwt_claims::rules! {
    Named { roles(len(max = 3)) }
}

#[derive(Claims, Debug)]
#[claims(rules(roles(any_of = ["x"]), sub(starts_with = "staff-", if_present)))]
struct Middle(Lowest);

#[derive(Claims, Debug)]
#[claims(rules(roles(none_of = ["banned"]), sub(len(max = 8), if_present), level(range(max = 3))))]
struct Highest(Middle);

#[derive(Claims, Debug)]
#[claims(rules(roles(all_of = ["x"]), level(range(min = 2))), rules = Named)]
struct Above {
    #[claim(base)]
    base: Highest,
}

#[test]
fn rules_on_one_claim_hold_at_every_level() {
    let both = json!({"roles": ["x", "banned"], "grade": 2});
    accepted::<Middle>(both.clone());
    assert_eq!(refused::<Highest>(both.clone()), ["roles: none_of"]);
    assert_eq!(refused::<Above>(both), ["roles: none_of"]);

    let good = json!({"roles": ["x"], "grade": 2});
    assert_eq!(accepted::<Highest>(good.clone()).0.0.level, 2);
    accepted::<Above>(good);
    assert_eq!(refused::<Above>(json!({"roles": ["x"], "grade": 1})), ["grade: range"]);
    assert_eq!(refused::<Above>(json!({"roles": ["x"], "grade": 4})), ["grade: range"]);
    assert_eq!(refused::<Above>(json!({"roles": ["x", "a", "b", "c"], "grade": 2})), ["roles: len"]);

    // a registered claim is noted under one number, too
    assert_eq!(refused::<Highest>(json!({"roles": ["x"], "grade": 2, "sub": "staff-12345"})), ["sub: len"]);
    assert_eq!(
        refused::<Highest>(json!({"roles": ["x"], "grade": 2, "sub": "alice-12345"})),
        ["sub: starts_with", "sub: len"]
    );
}

#[test]
fn what_has_a_default_and_is_absent_is_so_at_every_level() {
    assert_eq!(refused::<Middle>(json!({})), ["roles: missing"]);
    assert_eq!(refused::<Highest>(json!({"roles": ["x"]})), ["grade: missing"]);
    assert_eq!(refused::<Above>(json!({"grade": 2})), ["roles: missing", "roles: missing", "roles: missing"]);
}
