//! RFC 9068.

use jwt_claims::preset::AccessToken;
use jwt_claims::{ClaimValue, Claims, Issuer, NestedClaims, NumericDate, Verified};
use serde_json::{Value, json};

use super::{ISSUER, NOW, accepted, with};
use crate::support::{codes, issuer, verifier};

#[derive(Claims, Debug)]
#[claims(issuer = ISSUER, audience = "orders", rules(scope(all_of = ["orders:read"])), ttl = "15m")]
struct Access(AccessToken);

fn good() -> Value {
    json!({
        "iss": ISSUER, "sub": "alice", "aud": "orders", "exp": NOW + 60, "iat": NOW, "jti": "1",
        "client_id": "shop", "scope": "orders:read openid", "auth_time": NOW - 60, "acr": "1", "amr": ["pwd"],
    })
}

fn verify(typ: impl Into<Value>, claims: &Value) -> Result<Verified<Access>, jwt_claims::Error> {
    super::verify(&typ.into(), claims, &())
}

fn refused(claims: &Value) -> Vec<String> {
    codes(&verify("at+jwt", claims).expect_err("refused"))
}

#[test]
fn a_token_of_the_standard_is_accepted() {
    let access = verify("at+jwt", &good()).unwrap();
    assert_eq!((&*access.sub, &*access.client_id), ("alice", "shop"));
    assert!(access.scope.as_ref().unwrap().contains("openid"));
    assert_eq!(access.auth_time.unwrap().seconds(), NOW - 60);
    assert_eq!(access.registered().token_id(), Some("1"));
    for optional in ["auth_time", "acr", "amr"] {
        assert!(verify("at+jwt", &with(good(), optional, None)).is_ok(), "{optional}");
    }
    for aud in [json!(["orders"]), json!(["billing", "orders"])] {
        assert!(verify("at+jwt", &with(good(), "aud", Some(aud))).is_ok());
    }
    let base: Verified<AccessToken> = access.into_base();
    assert_eq!(base.sub, "alice");
}

#[test]
fn only_the_media_type_of_access_tokens_is_accepted() {
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
        assert!(verify(typ, &good()).is_ok(), "{typ}");
    }
    for typ in [json!(null), json!("JWT"), json!("at+jwt "), json!("text/at+jwt"), json!("jwt+at"), json!("")]
    {
        assert_eq!(codes(&verify(typ.clone(), &good()).unwrap_err()), ["typ: wrong_typ"], "{typ}");
    }
}

#[test]
fn each_required_claim_is_required() {
    for name in ["iss", "sub", "aud", "exp", "iat", "jti", "client_id"] {
        assert_eq!(refused(&with(good(), name, None)), [format!("{name}: missing")]);
        assert_eq!(refused(&with(good(), name, Some(json!(null)))), [format!("{name}: null")]);
    }
    // by the rule of the extension
    assert_eq!(refused(&with(good(), "scope", None)), ["scope: missing"]);
}

#[test]
fn each_wrong_claim_is_named() {
    let cases = [
        ("iss", json!("https://auth.example.com/"), "wrong_issuer"),
        ("iss", json!([ISSUER]), "wrong_type"),
        ("iss", json!(""), "wrong_issuer"),
        ("sub", json!(""), "non_empty"),
        ("sub", json!(7), "wrong_type"),
        ("aud", json!("Orders"), "wrong_audience"),
        ("aud", json!([]), "wrong_audience"),
        ("aud", json!("orders "), "wrong_audience"),
        ("aud", json!(7), "wrong_type"),
        ("exp", json!(NOW - 30), "expired"),
        ("exp", json!((NOW + 60) * 1000), "wrong_type"),
        ("exp", json!("1800000060"), "wrong_type"),
        ("iat", json!(NOW + 31), "issued_in_future"),
        ("jti", json!(1), "wrong_type"),
        ("client_id", json!(""), "non_empty"),
        ("client_id", json!(["shop"]), "wrong_type"),
        ("scope", json!("orders:write"), "all_of"),
        ("scope", json!(["orders:read"]), "wrong_type"),
        ("scope", json!("orders:read  openid"), "wrong_type"),
        ("auth_time", json!(NOW + 31), "past"),
        ("auth_time", json!("1800000000"), "wrong_type"),
        ("acr", json!(1), "wrong_type"),
        ("amr", json!("pwd"), "wrong_type"),
        ("cnf", json!({"jkt": "x"}), "unproven"),
    ];
    for (name, value, code) in cases {
        assert_eq!(refused(&with(good(), name, Some(value.clone()))), [format!("{name}: {code}")], "{value}");
    }
}

#[test]
fn of_values_of_every_type_only_those_that_fit_are_accepted() {
    let fitting = [
        ("iss", json!([])),
        ("sub", json!([])),
        ("aud", json!([])),
        ("exp", json!([4_102_444_800_u64])),
        ("iat", json!([0, -1, 1.5])),
        ("jti", json!([""])),
        ("client_id", json!([])),
        ("scope", json!([])),
        ("auth_time", json!([null, 0, -1, 1.5])),
        ("acr", json!([null, ""])),
        ("amr", json!([null])),
    ];
    for (name, fitting) in fitting {
        assert_eq!(
            accepted(name, |value| verify("at+jwt", &with(good(), name, Some(value)))),
            fitting,
            "{name}"
        );
    }
}

#[test]
fn without_an_audience_of_its_own_no_token_is_accepted() {
    #[derive(Claims, Debug)]
    #[claims(issuer = ISSUER)]
    struct Forgotten(AccessToken);

    let token = |claims: &Value| {
        jwt_claims_tests::forge::hs256(
            super::SECRET,
            json!({"alg": "HS256", "typ": "at+jwt"}).to_string(),
            claims.to_string(),
        )
    };
    let (good, without) = (token(&good()), token(&with(good(), "aud", None)));
    let here = verifier();
    assert_eq!(codes(&here.verify::<Forgotten>(&good).unwrap_err()), ["aud: unexpected_audience"]);
    assert_eq!(codes(&here.verify::<AccessToken>(&good).unwrap_err()), ["aud: unexpected_audience"]);
    assert_eq!(codes(&here.verify::<Forgotten>(&without).unwrap_err()), ["aud: missing"]);
    let of_verifier = |audience: &str| here.clone().with_audience(audience);
    assert!(of_verifier("orders").verify::<Forgotten>(&good).is_ok());
    assert!(of_verifier("orders").verify::<AccessToken>(&good).is_ok());
    assert_eq!(codes(&of_verifier("billing").verify::<Access>(&good).unwrap_err()), ["aud: wrong_audience"]);
}

#[derive(ClaimValue, Clone, Debug, PartialEq)]
#[claim_value(rename_all = "lowercase")]
enum Role {
    Editor,
    Admin,
}

/// Objects as in RFC 7643 §8.2.
#[derive(NestedClaims, Debug)]
struct Group {
    #[claim(non_empty)]
    value: String,
}

#[derive(Claims, Debug)]
#[claims(audience = "orders", rules(acr(one_of = ["1", "2"]), auth_time(max_age = "1h")))]
struct Staff {
    #[claim(base)]
    token: AccessToken,
    #[claim(any_of = [Role::Editor, Role::Admin])]
    roles: Vec<Role>,
    #[claim(nested, if_present)]
    groups: Option<Vec<Group>>,
    #[claim(any_of = "printer")]
    entitlements: Vec<String>,
}

#[test]
fn an_extension_adds_claims_in_its_own_form() {
    let staff = with(good(), "roles", Some(json!(["admin"])));
    let staff = with(staff, "groups", Some(json!([{"value": "g1", "display": "Tour Guides"}])));
    let staff = with(staff, "entitlements", Some(json!(["printer"])));
    let verify = |claims: &Value| super::verify::<Staff>(&json!("at+jwt"), claims, &());
    let verified = verify(&staff).unwrap();
    assert_eq!((&*verified.sub, &verified.roles[0]), ("alice", &Role::Admin));
    assert_eq!(verified.groups.as_ref().unwrap()[0].value, "g1");
    let cases = [
        ("roles", json!([]), "roles: any_of"),
        ("roles", json!(["root"]), "roles[0]: wrong_type"),
        ("groups", json!([{"value": ""}]), "groups[0].value: non_empty"),
        ("entitlements", json!(["scanner"]), "entitlements: any_of"),
        ("acr", json!("0"), "acr: one_of"),
        ("auth_time", json!(NOW - 3700), "auth_time: max_age"),
        ("client_id", json!(""), "client_id: non_empty"),
        ("aud", json!("billing"), "aud: wrong_audience"),
    ];
    for (name, value, expected) in cases {
        let error = verify(&with(staff.clone(), name, Some(value))).unwrap_err();
        assert_eq!(codes(&error), [expected]);
    }
}

#[test]
fn issuing_adds_what_the_standard_requires() {
    let token = AccessToken {
        sub: "alice".into(),
        client_id: "shop".into(),
        scope: Some("orders:read".parse().unwrap()),
        auth_time: NumericDate::from_seconds(NOW - 5),
        ..AccessToken::default()
    };
    let issued = issuer().issue(&Access(token.clone())).unwrap();
    let access = verifier().verify::<Access>(issued.as_str()).unwrap();
    assert_eq!(access.header().typ(), Some("at+jwt"));
    assert_eq!(access.0, token);
    let registered = access.registered();
    assert_eq!(registered.issuer(), Some(ISSUER));
    assert!(registered.token_id().is_some() && registered.issued_at().is_some());
    assert_eq!(issued.expires_in(), Some(900));

    // the base alone, with what the issuer knows
    let ttl = std::time::Duration::from_secs(60);
    let alone = issuer().with_issuer(ISSUER).with_audience("orders").with_ttl(ttl).unwrap();
    let issued = alone.issue(&token).unwrap();
    assert!(verifier().verify::<Access>(issued.as_str()).is_ok());
    let refused = |issuer: &Issuer, token: &AccessToken| codes(&issuer.issue(token).unwrap_err());
    assert_eq!(refused(&issuer().with_audience("orders").with_ttl(ttl).unwrap(), &token), ["iss: missing"]);
    assert_eq!(refused(&issuer().with_issuer(ISSUER).with_ttl(ttl).unwrap(), &token), ["aud: missing"]);
    assert_eq!(refused(&alone, &AccessToken::default()), ["sub: non_empty", "client_id: non_empty"]);
}

#[test]
fn the_policy_is_printed() {
    assert_eq!(
        Access::POLICY.to_string(),
        r#"policy of Access
  extends: AccessToken
  typ: "at+jwt"
  iss: required, one of "https://auth.example.com"
  sub: if_present
  aud: required, one of "orders"
  exp: required
  nbf: if_present
  iat: required
  jti: required
  cnf: if_present, proof needed
  ttl: 900 s
  sub: non_empty
  client_id: non_empty
  auth_time: past (if_present)
  scope: all_of "orders:read"
"#
    );
}
