//! `rules!`: rules with a name, in several claims types.

use jwt_claims::{Claims, NestedClaims, Scopes};
use serde_json::json;

use super::support::{
    NOW, accepted, codes, issued, issuer, not_issued, refused, round_trip, signed, verifier,
};

/// The sets of a service, in a module of their own.
mod sets {
    pub(crate) const LEVEL: u8 = 3;

    #[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub(crate) enum Role {
        Staff,
        Guest,
    }

    pub(crate) fn is_lower(name: &str) -> bool {
        !name.contains(char::is_uppercase)
    }

    jwt_claims::rules! {
        /// Staff of a tenant.
        pub(crate) Staff {
            roles(any_of = ["staff", "admin"], len(max = 3)),
            email(email, if_present),
        }

        pub(super) Known {
            tenant(non_empty, check = crate::rule_sets::sets::is_lower),
            level(range(min = crate::rule_sets::sets::LEVEL, max = u8::MAX)),
        }

        /// A condition of ours, in a macro of ours.
        pub(super) WhenLocal { sub(when(crate::rule_sets::is_local, starts_with = "a")) }

        pub(super) ByRole { role(equals = crate::rule_sets::sets::Role::Staff) }

        pub(super) OfTenant { tenant(equals = cx.tenant, when(cx.strict, non_empty)) }
    }
}

use sets::{Known, Role};

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m", rules = sets::Staff)]
struct Access {
    sub: String,
    #[claim(none_of = ["robot"])]
    roles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

/// Other types of fields, other names in the token.
#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m", rules = [crate::rule_sets::sets::Staff, Known], check = sane)]
#[serde(rename_all = "camelCase")]
struct Session {
    #[serde(rename = "scope")]
    roles: Scopes,
    email: String,
    tenant: Box<str>,
    #[serde(default)]
    level: u8,
}

fn sane(session: &Session) -> bool {
    session.email != "eve@example.com"
}

fn access(roles: &[&str], email: Option<&str>) -> Access {
    Access {
        sub: "alice".into(),
        roles: roles.iter().map(|role| (*role).into()).collect(),
        email: email.map(Into::into),
    }
}

#[test]
fn a_set_holds_wherever_it_is_applied() {
    assert_eq!(round_trip(&access(&["staff"], None)), access(&["staff"], None));
    assert_eq!(not_issued(&access(&["guest"], Some("x"))), ["roles: any_of", "email: email"]);
    assert_eq!(not_issued(&access(&["staff", "robot"], None)), ["roles: none_of"]);
    assert_eq!(
        refused::<Access>(json!({"sub": "a", "roles": ["a", "b", "c", "d"]})),
        ["roles: any_of", "roles: len"]
    );
    assert!(
        super::support::verify::<Access>(json!({"sub": "a", "roles": []})).unwrap_err().is_insufficient()
    );

    let session = json!({"scope": "staff", "email": "a@example.com", "tenant": "acme", "level": 3});
    let with = |name: &str, value: serde_json::Value| {
        let mut session = session.clone();
        session[name] = value;
        session
    };
    let read = accepted::<Session>(session.clone());
    assert_eq!(issued(&read)["scope"], "staff");
    assert_eq!(refused::<Session>(with("scope", json!("guest"))), ["scope: any_of"]);
    assert_eq!(refused::<Session>(with("email", json!("x"))), ["email: email"]);
    assert_eq!(refused::<Session>(with("email", json!("eve@example.com"))), [": check"]);
    assert_eq!(refused::<Session>(with("tenant", json!(""))), ["tenant: non_empty"]);
    assert_eq!(refused::<Session>(with("tenant", json!("Acme"))), ["tenant: check"]);
    assert_eq!(refused::<Session>(with("level", json!(2))), ["level: range"]);
}

/// A default hides from serde that the claim was not there, not from a set.
#[test]
fn presence_is_noted_for_sets() {
    let session = json!({"scope": "staff", "email": "a@example.com", "tenant": "acme"});
    assert_eq!(refused::<Session>(session), ["level: missing"]);
}

#[test]
fn the_policy_names_the_set() {
    let text = Session::POLICY.to_string();
    let rules: Vec<_> = text.lines().skip(11).collect();
    assert_eq!(
        rules,
        [
            "  scope: any_of \"staff\", \"admin\" (of Staff)",
            "  scope: len max = 3 (of Staff)",
            "  email: email (if_present) (of Staff)",
            "  tenant: non_empty (of Known)",
            "  tenant: check crate::rule_sets::sets::is_lower (of Known)",
            "  level: range min = 3, max = 255 (of Known)",
            "  (whole): check sane",
        ]
    );
    let json = serde_json::to_value(Session::POLICY).unwrap();
    assert_eq!(json["rules"][0]["set"], "Staff");
    assert_eq!(json["rules"][6].get("set"), None);
    let token = signed(&json!({"sub": "a", "roles": ["guest"], "exp": NOW + 5}).to_string());
    let explained = verifier().token(&token).explain::<Access>().to_string();
    assert!(explained.contains("FAILED  roles: any_of \"staff\", \"admin\" (of Staff)"), "{explained}");
}

struct Here<'r> {
    tenant: &'r str,
    strict: bool,
}

#[test]
fn a_set_may_compare_with_the_context() {
    #[derive(Claims)]
    #[claims(ttl = "5m", context = Here<'_>, rules = sets::OfTenant)]
    struct Tenant<'a> {
        tenant: &'a str,
    }
    let found = |tenant: &str, here: &Here<'_>| {
        let token = signed(&json!({"tenant": tenant, "exp": NOW + 5}).to_string());
        let refused = verifier().token(&token).verify_with::<Tenant<'_>>(here).map(drop).err();
        refused.map(|error| codes(&error)).unwrap_or_default()
    };
    assert_eq!(found("acme", &Here { tenant: "acme", strict: true }), [""; 0]);
    assert_eq!(found("", &Here { tenant: "", strict: false }), [""; 0]);
    assert_eq!(found("", &Here { tenant: "", strict: true }), ["tenant: non_empty"]);
    assert_eq!(found("", &Here { tenant: "acme", strict: true }), ["tenant: equals", "tenant: non_empty"]);
}

#[test]
fn sets_apply_to_extensions_and_to_objects() {
    #[derive(Claims, Debug, PartialEq, Clone)]
    #[claims(ttl = "5m")]
    struct Base {
        #[serde(default)]
        roles: Vec<String>,
        role: Role,
    }
    #[derive(Claims, Debug, PartialEq, Clone)]
    #[claims(rules(roles(none_of = ["robot"])), rules = [sets::ByRole, sets::Staff])]
    struct Beside {
        #[claim(base)]
        base: Base,
        email: String,
    }
    #[derive(Claims, Debug, PartialEq)]
    #[claims(rules = sets::ByRole)]
    struct Newtype(Base);
    #[derive(NestedClaims, Debug, PartialEq)]
    #[claims(rules = sets::ByRole)]
    struct Object {
        role: Role,
    }
    #[derive(Claims, Debug, PartialEq)]
    #[claims(ttl = "5m")]
    struct Holder {
        #[claim(nested)]
        user: Object,
    }
    let base = Base { roles: vec!["staff".into()], role: Role::Staff };
    let beside = Beside { base: base.clone(), email: "a@example.com".into() };
    assert_eq!(round_trip(&beside), beside);
    assert_eq!(round_trip(&Newtype(base.clone())), Newtype(base.clone()));
    let guest = json!({"role": "guest", "roles": ["robot"], "email": "x"});
    assert_eq!(refused::<Newtype>(guest.clone()), ["role: equals"]);
    assert_eq!(refused::<Beside>(guest), ["roles: none_of", "role: equals", "roles: any_of", "email: email"]);
    // one note for both groups of rules on the base's claim
    assert_eq!(refused::<Beside>(json!({"role": "staff", "email": "a@example.com"})), ["roles: missing"]);
    assert_eq!(refused::<Holder>(json!({"user": {"role": "guest"}})), ["user.role: equals"]);
    let policy = Beside::POLICY.to_string();
    assert!(policy.contains("  roles: any_of \"staff\", \"admin\" (of Staff)"), "{policy}");
    assert!(Holder::POLICY.to_string().contains("  user.role: equals"), "{}", Holder::POLICY);
    assert!(issuer().issue(&Holder { user: Object { role: Role::Staff } }).is_ok());
}

/// A set is found by its path: it may stand further down.
#[test]
fn sets_in_functions() {
    #[derive(Claims, Debug)]
    #[claims(ttl = "5m", rules = Local)]
    struct Here {
        sub: String,
    }
    jwt_claims::rules! { Local { sub(starts_with = "a") } }
    assert_eq!(refused::<Here>(json!({"sub": "bob"})), ["sub: starts_with"]);
    assert_eq!(accepted::<Here>(json!({"sub": "alice"})).sub, "alice");
}

/// Its paths are those of its own crate.
#[test]
fn a_set_of_another_crate() {
    #[derive(Claims, Debug)]
    #[claims(ttl = "5m", rules = jwt_claims_tests_renamed::Known)]
    struct Here {
        sub: String,
        tenant: Option<String>,
    }
    assert_eq!(accepted::<Here>(json!({"sub": "alice", "tenant": "acme"})).sub, "alice");
    assert_eq!(refused::<Here>(json!({"sub": "bob"})), ["sub: starts_with", "tenant: missing"]);
    let policy = Here::POLICY.to_string();
    assert!(policy.contains("  tenant: one_of \"acme\", \"nobody\" (of Known)"), "{policy}");
    assert!(policy.contains("  sub: check crate::is_somebody (of Known)"), "{policy}");
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m", rules = sets::WhenLocal)]
struct Local {
    sub: String,
    local: bool,
}

fn is_local(claims: &Local) -> bool {
    claims.local
}

#[test]
fn a_condition_is_given_the_claims() {
    assert_eq!(refused::<Local>(json!({"sub": "bob", "local": true})), ["sub: starts_with"]);
    assert_eq!(accepted::<Local>(json!({"sub": "bob", "local": false})).sub, "bob");
}
