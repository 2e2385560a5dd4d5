//! Each method of a test token makes exactly the thing wrong that it names.

use chrono::{DateTime, Utc};
use jwt_claims::testing::{TestKit, TestToken};
use jwt_claims::{
    Algorithm, Audience, Claims, ContextFree, Error, IssueClaims, NestedClaims, NumericDate, OwnedClaims,
};
use serde_json::json;

use super::panic_of;

/// The code of the only thing that is wrong.
fn code(error: &Error) -> &str {
    match error.violations() {
        [] => error.code(),
        [one] => one.code(),
        _ => panic!("more than one thing is wrong: {error}"),
    }
}

type Change = fn(TestToken) -> TestToken;

/// The methods that change a registered claim or `typ`, and the code that each one names.
const CHANGES: [(&str, Change); 5] = [
    ("expired", TestToken::expired),
    ("not_yet_valid", TestToken::not_yet_valid),
    ("wrong_issuer", TestToken::wrong_issuer),
    ("wrong_audience", TestToken::wrong_audience),
    ("wrong_typ", TestToken::wrong_typ),
];

/// What no claims type leaves open.
const ALWAYS: [(&str, Change); 3] = [
    ("alg_not_allowed", TestToken::unsigned),
    ("signature_invalid", TestToken::other_key),
    ("signature_invalid", TestToken::tampered),
];

/// Checks every method on a token that is valid as it is. `unchecked` lists those that
/// cannot make it wrong, and have to say so.
fn check<C: OwnedClaims>(kit: &TestKit, token: &TestToken, cx: &C::Context<'_>, unchecked: &[&str]) {
    let name = C::POLICY.type_name();
    let verify = |token: &TestToken| kit.verifier().verify_with::<C>(&token.text(), cx);
    assert!(verify(token).is_ok(), "{name}: {:?}", verify(token).err());
    for (expected, change) in ALWAYS {
        let error = verify(&change(token.clone())).err().expect("a refused token");
        assert_eq!(code(&error), expected, "{name}");
    }
    for (expected, change) in CHANGES {
        let mut changed = None;
        let panic = panic_of(|| changed = Some(change(token.clone())));
        let error = changed.map(|changed| verify(&changed).err().expect("a refused token"));
        match (error, panic) {
            (Some(error), _) => {
                let code = code(&error);
                let is_named =
                    code == expected || (expected, code) == ("wrong_audience", "unexpected_audience");
                assert!(is_named && !unchecked.contains(&expected), "{name}, {expected}: {error}");
            }
            (None, Some(message)) => {
                assert!(message.contains("makes nothing wrong"), "{message}");
                assert!(unchecked.contains(&expected), "{name}, {expected}: {message}");
            }
            (None, None) => unreachable!("it returns or panics"),
        }
    }
}

fn check_alone<C: IssueClaims + OwnedClaims + ContextFree>(claims: &C, unchecked: &[&str]) {
    let kit = TestKit::new();
    check::<C>(&kit, &kit.token(claims), &(), unchecked);
}

#[derive(Claims)]
struct Plain {
    sub: String,
}

#[derive(Claims, Clone)]
#[claims(
    typ = "at+jwt",
    issuer = "https://auth.example.com",
    audience = "orders",
    ttl = "15m",
    leeway = "0s"
)]
struct Access {
    sub: String,
    #[claim(any_of = ["editor", "admin"])]
    roles: Vec<String>,
    #[claim(if_present, non_empty)]
    tenant: Option<String>,
}

fn access() -> Access {
    Access { sub: "alice".into(), roles: vec!["admin".into()], tenant: None }
}

#[derive(Claims)]
#[claims(rules(roles(any_of = ["admin"])))]
struct Admin(Access);

#[derive(Claims)]
#[claims(verify_only, rules(roles(any_of = ["admin"])))]
struct AdminOnly(Access);

#[derive(Claims)]
#[claims(issuer = ["https://a.example", "https://b.example"], audience = ["orders", "billing"])]
struct Several {
    sub: String,
    aud: Option<Audience>,
}

#[derive(Claims)]
#[claims(
    issuer = "https://a.example",
    audience = "orders",
    required(nbf),
    max_age = "5m",
    max_lifetime = "2m"
)]
struct Dated {
    iss: String,
    aud: Vec<String>,
    exp: DateTime<Utc>,
    nbf: Option<NumericDate>,
    iat: u32,
    jti: String,
}

#[derive(Claims)]
#[claims(max_lifetime = "2m")]
#[serde(deny_unknown_fields)]
struct Closed {
    sub: String,
}

#[derive(Claims)]
#[claims(ttl = "5m", unchecked(exp, aud, iss, nbf))]
struct Careless {
    sub: String,
}

#[derive(Claims)]
#[claims(forbidden(exp, aud, nbf, iss))]
struct Bare {
    sub: String,
}

#[derive(Claims)]
#[claims(kinds_by = "typ")]
enum Either {
    User(Access),
    Machine(Machine),
}

#[derive(Claims)]
#[claims(typ = "machine+jwt", ttl = "1h")]
struct Machine {
    client_id: String,
}

#[derive(Claims)]
#[claims(kinds_by = "kind")]
enum ByClaim {
    #[claims(kind = "plain")]
    Plain(Plain),
    #[claims(kind = "machine")]
    Machine(Machine),
}

struct Here {
    tenant: String,
}

#[derive(Claims)]
#[claims(context = Here, audience = "orders")]
struct Tenant {
    #[claim(equals = cx.tenant)]
    tenant: String,
}

#[test]
fn a_token_has_only_the_named_thing_wrong() {
    check_alone(&Plain { sub: "alice".into() }, &["wrong_issuer"]);
    check_alone(&access(), &[]);
    check_alone(&Admin(access()), &[]);
    check_alone(&Several { sub: "alice".into(), aud: None }, &[]);
    check_alone(&Several { sub: "alice".into(), aud: Some("billing".into()) }, &[]);
    check_alone(&Closed { sub: "alice".into() }, &["wrong_issuer"]);
    check_alone(&Either::User(access()), &[]);
    check_alone(&Either::Machine(Machine { client_id: "m".into() }), &["wrong_issuer"]);
    check_alone(&ByClaim::Machine(Machine { client_id: "m".into() }), &["wrong_issuer"]);
    check_alone(&ByClaim::Plain(Plain { sub: "alice".into() }), &["wrong_issuer"]);

    let kit = TestKit::new();
    check::<AdminOnly>(&kit, &kit.token(&access()), &(), &[]);
    let here = Here { tenant: "acme".into() };
    let token = kit.token_with(&Tenant { tenant: "acme".into() }, &here);
    check::<Tenant>(&kit, &token, &here, &["wrong_issuer"]);
    assert_eq!(kit.key().algorithm(), Algorithm::ES256);
}

#[test]
fn dates_in_fields_are_replaced() {
    let now: DateTime<Utc> = std::time::SystemTime::now().into();
    let dated = Dated {
        iss: "https://a.example".into(),
        aud: vec!["orders".into()],
        exp: now + std::time::Duration::from_secs(100),
        nbf: Some(NumericDate::now()),
        iat: now.timestamp().try_into().expect("a date of this century"),
        jti: "1".into(),
    };
    check_alone(&dated, &[]);
}

#[test]
fn what_a_type_does_not_check_cannot_be_wrong() {
    let all = ["expired", "not_yet_valid", "wrong_issuer", "wrong_audience"];
    check_alone(&Careless { sub: "alice".into() }, &all);
    check_alone(&Bare { sub: "alice".into() }, &all);

    // the kit's verifier checks what the kit declares
    let kit = TestKit::new().with_issuer("https://auth.example.com").with_audience("orders");
    let token = kit.token(&Careless { sub: "alice".into() });
    check::<Careless>(&kit, &token, &(), &["expired", "not_yet_valid"]);
    let token = kit.token(&Plain { sub: "alice".into() });
    check::<Plain>(&kit, &token, &(), &[]);
}

#[test]
fn every_algorithm_can_sign() {
    for algorithm in
        [Algorithm::HS256, Algorithm::HS512, Algorithm::ES384, Algorithm::EdDSA, Algorithm::RS256]
    {
        let kit = TestKit::new().with_algorithm(algorithm);
        check::<Access>(&kit, &kit.token(&access()), &(), &[]);
    }
}

#[test]
fn the_lifetime_is_that_of_the_type() {
    let kit = TestKit::new();
    let seconds = |token: &TestToken| {
        let text = token.text();
        let verified = kit.verifier().verify::<Lifetime>(&text).expect("a valid token");
        verified.exp - verified.iat
    };
    #[derive(Claims)]
    #[claims(unchecked(aud, iss))]
    struct Lifetime {
        exp: i64,
        iat: i64,
    }
    #[derive(Claims)]
    #[claims(ttl = "2h")]
    struct Long {}
    assert_eq!(seconds(&kit.token(&Long {})), 7200);
    assert_eq!(seconds(&kit.token(&Closed { sub: "alice".into() })), 120);
    assert_eq!(seconds(&kit.token(&Plain { sub: "alice".into() })), 900);
}

#[test]
fn claims_are_replaced_and_removed_by_name_or_path() {
    #[derive(NestedClaims)]
    struct Realm {
        #[claim(any_of = ["admin"])]
        roles: Vec<String>,
    }
    #[derive(Claims)]
    struct Keycloak {
        #[claim(nested)]
        realm_access: Realm,
        #[claim(path = "a.b")]
        deep: u64,
        #[claim(name = "https://example.com/level", range(max = 3))]
        level: u128,
    }
    let kit = TestKit::new();
    let claims = Keycloak { realm_access: Realm { roles: vec!["admin".into()] }, deep: u64::MAX, level: 3 };
    let verify = |token: TestToken| kit.verifier().verify::<Keycloak>(&token.text());
    let wrong = |token: TestToken| {
        let error = verify(token).err().expect("a refused token");
        (error.violations()[0].claim().to_owned(), error.violations()[0].code())
    };
    let token = kit.token(&claims);
    assert_eq!(verify(token.clone().with("a.b", 7)).expect("a valid token").deep, 7);
    assert_eq!(
        wrong(token.clone().with("realm_access.roles", ["guest"])),
        ("realm_access.roles".into(), "any_of")
    );
    assert_eq!(wrong(token.clone().without("realm_access.roles")), ("realm_access.roles".into(), "missing"));
    assert_eq!(wrong(token.clone().without("realm_access")), ("realm_access".into(), "missing"));
    assert_eq!(
        wrong(token.clone().with("https://example.com/level", u64::MAX)),
        ("https://example.com/level".into(), "range")
    );
    assert_eq!(wrong(token.clone().with("a.b", json!(null))), ("a.b".into(), "null"));
    assert_eq!(wrong(token.clone().with("aud", "orders")), ("aud".into(), "unexpected_audience"));

    let message = panic_of(|| token.without("realm_access.rolse")).expect("a panic");
    assert!(message.contains("no claim `realm_access.rolse`; it has a, exp, "), "{message}");
}

#[test]
fn claims_that_are_not_valid_are_named() {
    let kit = TestKit::new();
    let guest = Access { roles: vec!["guest".into()], tenant: Some(String::new()), ..access() };
    let message = panic_of(|| kit.token(&guest)).expect("a panic");
    assert!(message.contains("no token of `Access`: "), "{message}");
    assert!(message.contains("roles") && message.contains("tenant"), "{message}");
}

#[test]
fn a_token_is_valid_for_a_verifier_on_the_system_clock_and_is_not_shown() {
    let kit = TestKit::new();
    let token = kit.token(&access());
    let verifier = jwt_claims::Verifier::new(kit.key().verifying_key());
    assert!(verifier.verify::<Access>(&token.text()).is_ok());
    assert_eq!(token.bearer().split(' ').next(), Some("Bearer"));
    assert_eq!(format!("{token:?}"), r#"TestToken { claims: "Access", .. }"#);
}
