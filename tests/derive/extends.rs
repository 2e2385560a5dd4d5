//! A claims type that extends another's policy.

use jwt_claims::{Claims, Verified};
use serde_json::json;

use super::support::{accepted, codes, issued, issuer, not_issued, refused, round_trip, verifier, verify};

fn three() -> u8 {
    3
}

fn claims(role: &str) -> serde_json::Value {
    json!({"sub": "alice", "userRoles": [role], "level": 3, "tenant": "acme", "iss": "https://a.example"})
}

fn with(name: &str, value: serde_json::Value) -> serde_json::Value {
    let mut claims = claims("admin");
    claims[name] = value;
    claims
}

fn without(name: &str) -> serde_json::Value {
    let mut claims = claims("admin");
    claims.as_object_mut().unwrap().remove(name);
    claims
}

#[derive(Claims, Debug, PartialEq, Clone)]
#[claims(issuer = ["https://a.example", "https://b.example"], ttl = "5m", check = sane)]
#[serde(rename_all = "camelCase")]
struct Plain {
    #[claim(name = "sub", non_empty)]
    user: String,
    user_roles: Vec<String>,
    #[serde(default = "three")]
    level: u8,
    #[claim(if_present, starts_with = "a")]
    #[serde(default, skip_serializing_if = "Option::is_none", alias = "organisation")]
    tenant: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    groups: Vec<String>,
}

fn sane(plain: &Plain) -> bool {
    plain.user != "nobody"
}

#[derive(Claims, Debug, PartialEq, Clone)]
#[claims(rules(user_roles(any_of = ["admin"]), level(range(min = 3)), tenant(len(min = 2))), check = Self::is_ours)]
struct Admin(Plain);

impl Admin {
    fn is_ours(&self) -> bool {
        self.user != "eve"
    }
}

#[test]
fn the_shortest_form_inherits_everything() {
    let admin = accepted::<Admin>(claims("admin"));
    assert_eq!((&*admin.user, admin.level), ("alice", 3));
    assert_eq!(refused::<Admin>(with("iss", json!("https://c.example"))), ["iss: wrong_issuer"]);
    assert_eq!(refused::<Admin>(with("sub", json!(""))), ["sub: non_empty"]);
    assert_eq!(refused::<Admin>(with("sub", json!("nobody"))), [": check"]);
    assert_eq!(refused::<Admin>(with("level", json!("3"))), ["level: wrong_type"]);
    assert_eq!(refused::<Admin>(with("tenant", json!("x"))), ["tenant: starts_with", "tenant: len"]);
    assert_eq!(refused::<Admin>(with("exp", json!(1))), ["exp: expired"]);
}

#[test]
fn added_rules_know_the_claims_by_their_names_in_the_token() {
    assert_eq!(refused::<Admin>(claims("editor")), ["userRoles: any_of"]);
    assert!(verify::<Admin>(claims("editor")).unwrap_err().is_insufficient());
    assert_eq!(refused::<Admin>(with("level", json!(2))), ["level: range"]);
    assert_eq!(refused::<Admin>(with("sub", json!("eve"))), [": check"]);
}

/// The base would take a default or an alias; a rule on it is told the truth.
#[test]
fn added_rules_know_whether_the_claim_was_there() {
    accepted::<Plain>(without("level"));
    assert_eq!(refused::<Admin>(without("level")), ["level: missing"]);
    assert_eq!(refused::<Admin>(without("tenant")), ["tenant: missing"]);
    let mut aliased = without("tenant");
    aliased["organisation"] = json!("acme");
    accepted::<Admin>(aliased);
}

#[test]
fn added_rules_hold_on_issuing() {
    let plain = Plain {
        user: "alice".into(),
        user_roles: vec!["admin".into()],
        level: 3,
        tenant: Some("acme".into()),
        groups: vec![],
    };
    let issuer = issuer().with_issuer("https://a.example");
    let token = issuer.issue(&Admin(plain.clone())).unwrap();
    let verified: Verified<Admin> = verifier().token(token.as_str()).verify().unwrap();
    assert_eq!(**verified, plain);
    let base: Verified<Plain> = verified.into_base();
    assert_eq!((&*base, base.registered().issuer()), (&plain, Some("https://a.example")));
    let mut weak = Plain { user_roles: vec![], ..plain };
    assert_eq!(codes(&issuer.issue(&Admin(weak.clone())).unwrap_err()), ["userRoles: any_of"]);
    weak = Plain { user_roles: vec!["admin".into()], tenant: None, ..weak };
    assert_eq!(codes(&issuer.issue(&Admin(weak)).unwrap_err()), ["tenant: missing"]);
}

/// What serde will not write is absent for an added rule too.
#[test]
fn added_rules_know_what_is_not_written() {
    #[derive(Claims)]
    #[claims(ttl = "5m")]
    struct Short {
        #[serde(default, skip_serializing_if = "is_zero")]
        level: u8,
    }
    fn is_zero(level: &u8) -> bool {
        *level == 0
    }
    #[derive(Claims)]
    #[claims(rules(level(range(max = 3))))]
    struct Ruled(Short);
    assert_eq!(not_issued(&Ruled(Short { level: 0 })), ["level: missing"]);
    assert_eq!(issued(&Ruled(Short { level: 1 }))["level"], 1);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(rules(level(equals = 3)), audience = "orders", max_lifetime = "1m", required(jti))]
struct Further {
    #[claim(base)]
    base: Bare,
    #[claim(any_of = ["read"])]
    scopes: Vec<String>,
    #[serde(default)]
    #[claim(len(min = 1))]
    note: String,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(audience = ["orders", "bills"], ttl = "1m")]
struct Bare {
    sub: String,
    #[serde(default)]
    #[claim(range(max = 5), if_present)]
    level: u8,
    exp_note: Option<String>,
}

#[test]
fn further_fields_stand_beside_the_base() {
    let further = Further {
        base: Bare { sub: "alice".into(), level: 3, exp_note: None },
        scopes: vec!["read".into()],
        note: "n".into(),
    };
    assert_eq!(round_trip(&further), further);
    let good = json!({"sub": "alice", "level": 3, "scopes": ["read"], "note": "n", "aud": "orders",
        "iat": super::support::NOW, "jti": "1"});
    assert_eq!(accepted::<Further>(good.clone()), further);
    let refused = |name: &str, value: serde_json::Value| {
        let mut claims = good.clone();
        if value == "-" {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value;
        }
        super::support::refused::<Further>(claims)
    };
    assert_eq!(refused("aud", json!("bills")), ["aud: wrong_audience"]);
    assert_eq!(refused("iat", json!("-")), ["iat: missing"]);
    assert_eq!(refused("jti", json!("-")), ["jti: missing"]);
    assert_eq!(refused("exp", json!(super::support::NOW + 100)), ["exp: lifetime_too_long"]);
    assert_eq!(refused("level", json!("-")), ["level: missing"]);
    assert_eq!(refused("level", json!(6)), ["level: range", "level: equals"]);
    assert_eq!(refused("scopes", json!([])), ["scopes: any_of"]);
    assert_eq!(refused("note", json!("-")), ["note: missing"]);
    assert_eq!(refused("sub", json!("-")), ["sub: missing"]);
    assert_eq!(refused("level", json!("x")), ["level: wrong_type"]);
    assert_eq!(refused("scopes", json!("x")), ["scopes: wrong_type"]);
    let repeated = good.to_string().replacen('{', r#"{"level": 3, "exp": 1800000030, "#, 1);
    assert_eq!(super::support::verify_raw::<Further>(&repeated).unwrap_err().code(), "token_malformed");
}

#[test]
fn extensions_can_be_extended() {
    #[derive(Claims, Debug, PartialEq)]
    #[claims(rules(sub(equals = "root"), note(starts_with = "n"), scopes(len = 1)), ttl = "30s")]
    struct Root(Further);
    let root = Root(Further {
        base: Bare { sub: "root".into(), level: 3, exp_note: None },
        scopes: vec!["read".into()],
        note: "n".into(),
    });
    let text = Root::POLICY.to_string();
    let expected = "policy of Root
  extends: Further
  typ: absent or \"JWT\"
  iss: if_present
  sub: if_present
  aud: required, one of \"orders\"
  exp: required
  nbf: if_present
  iat: required
  jti: required
  cnf: if_present, proof needed
  ttl: 30 s
  max_lifetime: 60 s
  level: range max = 5 (if_present)
  level: equals 3
  scopes: any_of \"read\"
  note: len min = 1
  sub: equals \"root\"
  note: starts_with \"n\"
  scopes: len min = 1, max = 1
";
    assert_eq!(text, expected);
    assert_eq!(round_trip(&root), root);
    assert_eq!(root.sub, "root");
}

#[test]
fn extensions_may_borrow() {
    #[derive(Claims)]
    #[claims(ttl = "5m")]
    struct Borrowed<'a> {
        sub: &'a str,
    }
    #[derive(Claims)]
    #[claims(rules(sub(starts_with = "a")))]
    struct Newtype<'a>(Borrowed<'a>);
    #[derive(Claims)]
    struct Beside<'a> {
        #[claim(base)]
        base: Borrowed<'a>,
        more: &'a str,
    }
    let token = super::support::signed(r#"{"sub": "alice", "more": "x", "exp": 1800000030}"#);
    let verifier = verifier();
    let token = verifier.token(&token);
    assert_eq!(token.verify::<Newtype<'_>>().unwrap().sub, "alice");
    let beside = token.verify::<Beside<'_>>().unwrap();
    assert_eq!((beside.sub, beside.more, beside.base.sub), ("alice", "x", "alice"));
}

struct Here<'r> {
    tenant: &'r str,
    strict: bool,
}

#[test]
fn contexts_conditions_and_what_is_forbidden_are_inherited() {
    #[derive(Claims)]
    #[claims(ttl = "5m", context = Here<'_>, forbidden(act, "x"))]
    struct Base<'a> {
        #[claim(equals = cx.tenant)]
        tenant: &'a str,
        #[claim(when(cx.strict, one_of = ["reader", "admin"]))]
        role: Option<&'a str>,
        #[serde(default)]
        level: u8,
    }
    fn is_admin(base: &Base<'_>) -> bool {
        base.role == Some("admin")
    }
    #[derive(Claims)]
    struct Direct<'a>(Base<'a>);
    #[derive(Claims)]
    #[claims(verify_only, context = Here<'_>, forbidden(cnf, nonce, "y"))]
    #[claims(rules(role(starts_with = cx.tenant, when(is_admin, equals = "x"), if_present), level(when(cx.strict, range(min = 2)))))]
    struct More<'a> {
        #[claim(base)]
        base: Base<'a>,
        #[claim(forbidden)]
        z: Option<u8>,
    }
    let token = |claims: serde_json::Value| {
        let mut claims = claims;
        claims["exp"] = (super::support::NOW + 60).into();
        jwt_claims::jws::sign(&super::support::key(), claims.to_string().as_bytes()).unwrap()
    };
    let direct = |claims: serde_json::Value, here: &Here<'_>| {
        let token = token(claims);
        let refused = verifier().token(&token).verify_with::<Direct<'_>>(here).map(drop).err();
        refused.map_or(Vec::new(), |error| codes(&error))
    };
    let more = |claims: serde_json::Value, here: &Here<'_>| {
        let token = token(claims);
        let refused = verifier().token(&token).verify_with::<More<'_>>(here).map(drop).err();
        refused.map_or(Vec::new(), |error| codes(&error))
    };
    let (lax, strict) = (Here { tenant: "acme", strict: false }, Here { tenant: "acme", strict: true });
    assert!(direct(json!({"tenant": "acme"}), &lax).is_empty());
    assert!(direct(json!({"tenant": "acme", "role": "any"}), &lax).is_empty());
    assert_eq!(direct(json!({"tenant": "b", "role": "any"}), &strict), ["tenant: equals", "role: one_of"]);
    let all = json!({"tenant": "acme", "act": {}, "x": null});
    assert_eq!(direct(all.clone(), &lax), ["act: forbidden", "x: forbidden"]);
    assert_eq!(more(all, &lax), ["act: forbidden", "x: forbidden"]);
    assert!(more(json!({"tenant": "acme"}), &lax).is_empty());
    assert_eq!(more(json!({"tenant": "acme"}), &strict), ["role: missing", "level: missing"]);
    let all = json!({"tenant": "acme", "role": "admin", "level": 1, "cnf": {}, "y": 1, "z": null, "x": 1});
    assert_eq!(
        more(all, &strict),
        [
            "cnf: unproven",
            "x: forbidden",
            "role: starts_with",
            "role: equals",
            "level: range",
            "z: forbidden",
            "cnf: forbidden",
            "y: forbidden"
        ]
    );
    let claims = Direct(Base { tenant: "acme", role: None, level: 1 });
    issuer().issue_with(&claims, &lax).unwrap();
    assert!(issuer().issue_with(&claims, &strict).is_err());
    let policy = <More<'_> as Claims<'_>>::POLICY.to_string();
    assert!(policy.contains("(when is_admin)") && policy.contains("forbidden"), "{policy}");
}
