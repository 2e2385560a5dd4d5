//! Rules that compare with what is known only at run time.

use std::borrow::Cow;
use std::sync::Arc;

use jwt_claims::{Claims, Error, Refusal};
use serde_json::{Value, json};

use super::support::{NOW, codes, issuer, signed, verifier};

/// What the request and the configuration say.
struct RequestCx<'r> {
    tenant: &'r str,
    client: Client,
    roles: Vec<String>,
    prefix: Cow<'static, str>,
    level: u8,
    strict: bool,
}

struct Client {
    id: Arc<str>,
}

fn cx() -> RequestCx<'static> {
    RequestCx {
        tenant: "acme",
        client: Client { id: "web".into() },
        roles: vec!["editor".into(), "admin".into()],
        prefix: "acme-".into(),
        level: 3,
        strict: false,
    }
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m", context = RequestCx<'_>, check_with = names_client)]
struct Access {
    #[claim(equals = cx.tenant)]
    tenant: String,
    #[claim(one_of = [cx.client.id, "cli"])]
    client: String,
    #[claim(any_of = cx.roles)]
    roles: Vec<String>,
    #[claim(starts_with = cx.prefix)]
    project: Cow<'static, str>,
    #[claim(range(max = cx.level), if_present, check_with = is_above)]
    level: Option<u8>,
}

fn is_above(level: &u8, cx: &RequestCx<'_>) -> bool {
    !cx.strict || *level > 0
}

fn names_client(access: &Access, cx: &RequestCx<'_>) -> Result<(), Refusal> {
    if cx.strict && access.client == "cli" {
        return Err(Refusal::forbidden("no tools here").at("client"));
    }
    Ok(())
}

fn claims() -> Value {
    json!({"exp": NOW + 60, "tenant": "acme", "client": "web", "roles": ["admin"], "project": "acme-1", "level": 3})
}

fn verify(claims: &Value, cx: &RequestCx<'_>) -> Result<(), Error> {
    verifier().token(&signed(&claims.to_string())).verify_with::<Access>(cx).map(drop)
}

/// What is wrong once that claim has that value.
fn refused(claim: &str, value: Value, cx: &RequestCx<'_>) -> Vec<String> {
    let mut claims = claims();
    claims[claim] = value;
    codes(&verify(&claims, cx).unwrap_err())
}

#[test]
fn values_of_the_context_accept() {
    verify(&claims(), &cx()).unwrap();
    let tenant = String::from("other");
    let other = RequestCx { tenant: &tenant, ..cx() };
    assert_eq!(codes(&verify(&claims(), &other).unwrap_err()), ["tenant: equals"]);
}

#[test]
fn each_rule_refuses_with_its_claim() {
    let cx = cx();
    for (claim, value, code) in [
        ("tenant", json!("other"), "tenant: equals"),
        ("tenant", json!("аcme"), "tenant: equals"),
        ("tenant", json!(""), "tenant: equals"),
        ("tenant", json!(null), "tenant: null"),
        ("tenant", json!(["acme"]), "tenant: wrong_type"),
        ("client", json!("WEB"), "client: one_of"),
        ("roles", json!(["reader"]), "roles: any_of"),
        ("roles", json!([]), "roles: any_of"),
        ("project", json!("acme"), "project: starts_with"),
        ("level", json!(4), "level: range"),
        ("level", json!(256), "level: wrong_type"),
    ] {
        assert_eq!(refused(claim, value.clone(), &cx), [code], "{claim} {value}");
    }
    let mut without = claims();
    without.as_object_mut().unwrap().remove("tenant");
    assert_eq!(codes(&verify(&without, &cx).unwrap_err()), ["tenant: missing"]);
}

#[test]
fn literals_stand_beside_values_of_the_context() {
    let mut claims = claims();
    claims["client"] = json!("cli");
    verify(&claims, &cx()).unwrap();
}

#[test]
fn an_empty_list_lets_nothing_pass() {
    let nobody = RequestCx { roles: Vec::new(), ..cx() };
    assert_eq!(codes(&verify(&claims(), &nobody).unwrap_err()), ["roles: any_of"]);
}

#[test]
fn checks_are_given_the_context() {
    let strict = RequestCx { strict: true, ..cx() };
    verify(&claims(), &strict).unwrap();
    assert_eq!(refused("level", json!(0), &strict), ["level: check"]);
    assert_eq!(refused("client", json!("cli"), &strict), ["client: check"]);
}

/// Neither what the context says nor what the token says is told.
#[test]
fn violations_are_redacted() {
    let mut claims = claims();
    claims["tenant"] = json!("s3cret");
    let error = verify(&claims, &cx()).unwrap_err();
    assert_eq!(error.to_string(), "claims refused: `tenant`: expected cx.tenant, found another value");
    assert!(error.is_insufficient());
}

#[test]
fn the_policy_names_the_context() {
    let policy = Access::POLICY.to_string();
    for line in [
        "tenant: equals cx.tenant",
        "client: one_of cx.client.id, \"cli\"",
        "roles: any_of cx.roles",
        "level: range max = cx.level (if_present)",
        "(whole): check_with names_client",
    ] {
        assert!(policy.contains(line), "{policy}");
    }
}

#[test]
fn issuing_is_held_against_the_context_too() {
    let access = |tenant: &str| Access {
        tenant: tenant.into(),
        client: "web".into(),
        roles: vec!["editor".into()],
        project: "acme-2".into(),
        level: None,
    };
    let token = issuer().issue_with(&access("acme"), &cx()).unwrap();
    let verifier = verifier();
    let token = verifier.token(token.as_str());
    assert_eq!(token.verify_with::<Access>(&cx()).unwrap().tenant, "acme");
    assert_eq!(codes(&issuer().issue_with(&access("other"), &cx()).unwrap_err()), ["tenant: equals"]);
}

#[test]
fn explanations_are_given_the_context() {
    let verifier = verifier();
    let token = signed(&claims().to_string());
    assert!(verifier.token(&token).explain_with::<Access>(&cx()).is_accepted());
    let other = RequestCx { tenant: "other", ..cx() };
    let text = verifier.token(&token).explain_with::<Access>(&other).to_string();
    assert!(text.contains("FAILED  tenant: equals cx.tenant"), "{text}");
}

/// An expected nonce, held in whatever way.
#[test]
fn texts_of_either_side_may_be_held_in_any_way() {
    struct Texts {
        owned: String,
        cow: Cow<'static, str>,
        boxed: Box<str>,
        shared: Arc<str>,
    }
    #[derive(Claims, Debug)]
    #[claims(context = Texts)]
    struct Held<'t> {
        #[claim(equals = cx.owned)]
        a: &'t str,
        #[claim(equals = cx.cow)]
        b: &'t str,
        #[claim(equals = cx.owned)]
        c: Cow<'t, str>,
        #[claim(equals = cx.cow)]
        d: String,
        #[claim(equals = cx.boxed)]
        e: Option<String>,
        #[claim(one_of = [cx.shared, cx.owned, cx.boxed])]
        f: Box<str>,
        #[claim(none_of = [cx.owned])]
        g: jwt_claims::Scopes,
        #[claim(all_of = [cx.shared, "y"])]
        h: jwt_claims::Scopes,
        #[claim(any_of = [cx.owned])]
        i: jwt_claims::Scopes,
        #[claim(any_of = [cx.cow])]
        j: jwt_claims::Scopes,
    }
    let cx = Texts { owned: "x".into(), cow: "x".into(), boxed: "x".into(), shared: "x".into() };
    let token = |value: &str| {
        let mut claims = json!({"exp": NOW + 60, "g": "y z", "h": format!("{value} y")});
        for name in ["a", "b", "c", "d", "e", "f", "i", "j"] {
            claims[name] = json!(value);
        }
        signed(&claims.to_string())
    };
    verifier().token(&token("x")).verify_with::<Held<'_>>(&cx).unwrap();
    let error = verifier().token(&token("w")).verify_with::<Held<'_>>(&cx).unwrap_err();
    let codes = codes(&error);
    assert_eq!(codes.len(), 9, "{codes:?}");
}

/// All of a list, a hierarchy, and a value that neither side knows: that one
/// matches nothing, whatever the context says.
#[test]
fn enums_are_compared_with_the_context() {
    #[derive(jwt_claims::ClaimValue, Clone, Debug, PartialEq)]
    #[claim_value(rename_all = "lowercase", ascending)]
    enum Role {
        Reader,
        Editor,
        #[claim_value(unknown)]
        Other(String),
    }
    struct Needed {
        least: Role,
        all: Vec<Role>,
        one: Role,
    }
    #[derive(Claims, Debug)]
    #[claims(context = Needed)]
    struct Granted {
        #[claim(at_least = cx.least, all_of = cx.all)]
        roles: Vec<Role>,
        #[claim(equals = cx.one)]
        role: Role,
    }
    let codes_under = |role: &str, cx: &Needed| {
        let payload =
            json!({"exp": NOW + 60, "roles": ["editor", "reader", "owner"], "role": role}).to_string();
        let verified = verifier().token(&signed(&payload)).verify_with::<Granted>(cx).map(drop);
        verified.map_or_else(|error| codes(&error), |()| Vec::new())
    };
    let needed = |all: &[Role], one: Role| Needed { least: Role::Reader, all: all.to_vec(), one };
    let none: [&str; 0] = [];
    assert_eq!(codes_under("editor", &needed(&[Role::Reader, Role::Editor], Role::Editor)), none);
    assert_eq!(codes_under("reader", &needed(&[], Role::Editor)), ["role: equals"]);
    let unknown = || Role::Other("owner".into());
    assert_eq!(codes_under("owner", &needed(&[unknown()], unknown())), ["roles: all_of", "role: equals"]);
}
