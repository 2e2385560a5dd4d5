//! Several kinds of token at one door.

use jwt_claims::{Claims, OwnedClaims, Verified};
use serde_json::{Value, json};

use super::support::{
    NOW, codes, issuer, key, not_issued, refused, round_trip, verifier, verify, verify_raw,
};

const ID_TYP: &str = "application/ID+jwt";

#[derive(Claims, Debug, PartialEq)]
#[claims(typ = "at+jwt", audience = "orders", ttl = "5m")]
struct Access {
    sub: String,
    #[claim(any_of = ["editor", "admin"])]
    roles: Vec<String>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(typ = ID_TYP, audience = "web", ttl = "5m")]
struct Id {
    sub: String,
    #[claim(non_empty)]
    email: String,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(kinds_by = "typ")]
enum Door {
    Access(Access),
    Id(Id),
}

fn access(role: &str) -> Access {
    Access { sub: "alice".into(), roles: vec![role.into()] }
}

fn id() -> Id {
    Id { sub: "alice".into(), email: "alice@example.com".into() }
}

#[test]
fn a_token_is_read_as_its_kind() {
    assert_eq!(round_trip(&Door::Access(access("admin"))), Door::Access(access("admin")));
    assert_eq!(round_trip(&Door::Id(id())), Door::Id(id()));
    // what is issued through the enum is what the variant issues
    let issued = issuer().issue(&id()).unwrap();
    let door: Verified<Door> = verifier().token(issued.as_str()).verify().unwrap();
    assert_eq!(door.header().typ(), Some(ID_TYP));
    let Door::Id(id) = &*door else { panic!("another kind") };
    assert_eq!(id.email, "alice@example.com");
}

/// A token with those claims, issued as another type under the same `typ`.
fn at_the_door<C: jwt_claims::IssueClaims + jwt_claims::ContextFree>(claims: &C) -> Vec<String> {
    let issued = issuer().issue(claims).unwrap();
    codes(&verifier().token(issued.as_str()).verify::<Door>().unwrap_err())
}

#[test]
fn the_kinds_whole_policy_applies() {
    #[derive(Claims)]
    #[claims(typ = "AT+JWT", audience = "web", ttl = "5m")]
    struct Loose {
        sub: String,
        roles: Vec<String>,
    }
    let loose = Loose { sub: "alice".into(), roles: vec!["guest".into()] };
    assert_eq!(at_the_door(&loose), ["aud: wrong_audience", "roles: any_of"]);
    assert_eq!(not_issued(&Door::Access(access("guest"))), ["roles: any_of"]);
}

#[test]
fn a_token_of_no_kind_is_refused_with_what_is_expected() {
    #[derive(Claims)]
    #[claims(typ = "logout+jwt", ttl = "5m")]
    struct Logout {
        sub: String,
    }
    assert_eq!(at_the_door(&Logout { sub: "alice".into() }), ["typ: wrong_typ"]);
    let error = verify_raw::<Door>(r#"{"nothing": "else is looked at", "exp": "?"}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"claims refused: `typ`: expected one of "at+jwt", "application/ID+jwt", found no `typ`"#
    );
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct User {
    sub: String,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Service {
    token_use: Option<String>,
    #[claim(non_empty)]
    client: String,
}

const SERVICE: &str = "service";

#[derive(Claims, Debug, PartialEq)]
#[claims(kinds_by = "token_use")]
enum Caller {
    #[claims(kind = "user")]
    User(User),
    #[claims(kind = SERVICE)]
    Service(Service),
}

#[test]
fn a_claim_tells_kinds_apart() {
    let read = verify::<Caller>(json!({"token_use": "user", "sub": "alice"})).unwrap().into_inner();
    assert_eq!(read, Caller::User(User { sub: "alice".into() }));
    let escaped = format!(r#"{{"client": "c", "token\u005fuse": "\u0073ervice", "exp": {}}}"#, NOW + 5);
    assert!(matches!(*verify_raw::<Caller>(&escaped).unwrap(), Caller::Service(_)));
    assert_eq!(
        refused::<Caller>(json!({"token_use": "service", "client": "", "exp": 1})),
        ["exp: expired", "client: non_empty"]
    );
}

#[test]
fn a_claim_that_tells_no_kind_is_refused() {
    let refused = |token_use: Value| refused::<Caller>(json!({"token_use": token_use, "sub": "alice"}));
    assert_eq!(refused(json!("User")), ["token_use: one_of"]);
    assert_eq!(refused(json!(null)), ["token_use: null"]);
    assert_eq!(refused(json!(["user"])), ["token_use: wrong_type"]);
    assert_eq!(refused(json!({"user": 1})), ["token_use: wrong_type"]);
    assert_eq!(refused(json!(1)), ["token_use: wrong_type"]);
    assert_eq!(super::support::refused::<Caller>(json!({"sub": "alice"})), ["token_use: missing"]);
    for (token_use, found) in [
        (json!([]), "an array of length 0"),
        (json!(["user", {}]), "an array of length 2"),
        (json!({"user": 1}), "an object"),
        (json!(-1), "a number"),
        (json!(0.5), "a number"),
        (json!(true), "a boolean"),
    ] {
        let error = verify::<Caller>(json!({"token_use": token_use, "sub": "alice"})).unwrap_err();
        assert_eq!(error.violations()[0].actual(), found);
    }
    let error = verify::<Caller>(json!({"token_use": "s3cret"})).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"claims refused: `token_use`: expected one of "user", "service", found another value"#
    );
}

#[test]
fn what_is_malformed_is_so_at_the_door_too() {
    for payload in [
        r#"{"token_use": "user", "token_use": "service", "sub": "a", "exp": 9999999999}"#,
        r#"{"token_use": "user", "sub": "a""#,
        r#"["user"]"#,
        r#"{} {}"#,
    ] {
        assert_eq!(verify_raw::<Caller>(payload).unwrap_err().code(), "token_malformed", "{payload}");
    }
}

#[test]
fn issuing_says_the_kind() {
    let issued = super::support::issued(&Caller::User(User { sub: "alice".into() }));
    assert_eq!(issued["token_use"], "user");
    let service = |token_use: Option<&str>| {
        Caller::Service(Service { token_use: token_use.map(Into::into), client: "c".into() })
    };
    assert_eq!(round_trip(&service(None)), service(Some("service")));
    assert_eq!(round_trip(&service(Some("service"))), service(Some("service")));
    assert_eq!(not_issued(&service(Some("user"))), ["token_use: one_of"]);
}

/// Keycloak's payload has a claim `typ`; `kind` says that it is meant.
#[test]
fn a_claim_may_be_called_typ() {
    #[derive(Claims, Debug)]
    #[claims(kinds_by = "typ", verify_only)]
    enum Keycloak {
        #[claims(kind = "Bearer")]
        Bearer(User),
        #[claims(kind = "ID")]
        Id(User),
    }
    assert!(matches!(*verify::<Keycloak>(json!({"typ": "ID", "sub": "a"})).unwrap(), Keycloak::Id(_)));
    assert!(matches!(
        *verify::<Keycloak>(json!({"typ": "Bearer", "sub": "a"})).unwrap(),
        Keycloak::Bearer(_)
    ));
}

#[test]
fn kinds_may_borrow() {
    #[derive(Claims)]
    #[claims(typ = "a+jwt", ttl = "5m")]
    struct Borrowed<'a> {
        sub: &'a str,
    }
    #[derive(Claims)]
    #[claims(kinds_by = "typ")]
    enum Either<'a> {
        Borrowed(Borrowed<'a>),
        Owned(Id),
    }
    let issued = issuer().issue(&Either::Borrowed(Borrowed { sub: "alice" })).unwrap();
    let verifier = verifier();
    let token = verifier.token(issued.as_str());
    let either = token.verify::<Either<'_>>().unwrap();
    assert!(matches!(&*either, Either::Borrowed(borrowed) if borrowed.sub == "alice"));
}

#[test]
fn the_policy_lists_its_kinds() {
    fn owned<C: OwnedClaims>() -> &'static jwt_claims::Policy {
        C::POLICY
    }
    let text = owned::<Door>().to_string();
    assert!(text.starts_with("policy of Door\n  kinds_by: typ\n  \"at+jwt\": Access\n    policy of Access\n      typ: \"at+jwt\"\n"), "{text}");
    assert!(text.contains("      email: non_empty\n"), "{text}");
    let data = serde_json::to_value(Caller::POLICY).unwrap();
    assert_eq!(data["kinds_by"], "token_use");
    assert_eq!(data["kinds"][1]["kind"], "service");
    assert_eq!(data["kinds"][1]["policy"]["rules"][0]["claim"], "client");
    let variants: Vec<_> = Caller::POLICY.variants().map(|(variant, kind, _)| (variant, kind)).collect();
    assert_eq!(variants, [("User", "user"), ("Service", "service")]);
}

#[test]
fn an_explanation_names_the_kind() {
    let explained = |payload: &str| {
        let token = jwt_claims::jws::sign(&key(), payload.as_bytes()).unwrap();
        verifier().token(&token).explain::<Caller>().to_string()
    };
    let text = explained(&format!(r#"{{"token_use": "service", "client": "", "exp": {}}}"#, NOW + 5));
    assert!(text.contains("ok      kinds_by token_use: Service\n"), "{text}");
    assert!(text.contains("FAILED  client: non_empty"), "{text}");
    let text = explained(r#"{"token_use": "robot"}"#);
    assert!(text.contains("FAILED  kinds_by token_use (`token_use`: expected one of"), "{text}");
}

struct Here<'r> {
    tenant: &'r str,
}

#[test]
fn kinds_may_have_a_context_together() {
    #[derive(Claims)]
    #[claims(typ = "a+jwt", ttl = "5m", context = Here<'_>)]
    struct A<'a> {
        #[claim(equals = cx.tenant)]
        tenant: &'a str,
    }
    #[derive(Claims)]
    #[claims(typ = "b+jwt", ttl = "5m", context = Here<'_>)]
    struct B {
        #[claim(one_of = [cx.tenant])]
        tenant: String,
    }
    #[derive(Claims)]
    #[claims(kinds_by = "typ")]
    enum Either<'a> {
        A(A<'a>),
        B(B),
    }
    let (acme, other) = (Here { tenant: "acme" }, Here { tenant: "other" });
    for either in [Either::A(A { tenant: "acme" }), Either::B(B { tenant: "acme".into() })] {
        assert!(issuer().issue_with(&either, &other).is_err());
        let issued = issuer().issue_with(&either, &acme).unwrap();
        let verifier = verifier();
        let token = verifier.token(issued.as_str());
        let verified = token.verify_with::<Either<'_>>(&acme).unwrap();
        let tenant = match &*verified {
            Either::A(a) => a.tenant,
            Either::B(b) => &b.tenant,
        };
        assert_eq!(tenant, "acme");
        assert_eq!(token.verify_with::<Either<'_>>(&other).map(drop).unwrap_err().violations().len(), 1);
        assert!(!token.explain_with::<Either<'_>>(&other).is_accepted());
    }
}
