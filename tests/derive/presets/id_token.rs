//! OpenID Connect Core 1.0 §2, §3.1.3.7.

use jwt_claims::preset::{IdToken, Login};
use jwt_claims::{Audience, Claims, Error, Verified};
use serde_json::{Value, json};

use super::{ISSUER, NOW, accepted, with};
use crate::support::{codes, issuer, verifier};

#[derive(Claims, Debug, PartialEq)]
#[claims(issuer = ISSUER, rules(acr(equals = "2", if_present), auth_time(max_age = "1h")), ttl = "5m")]
struct User {
    #[claim(base)]
    id: IdToken,
    #[claim(email)]
    email: String,
}

const NONCE: &str = "n-0S6_WzA2Mj";

fn login() -> Login<'static> {
    Login::new("shop").with_nonce(NONCE)
}

fn good() -> Value {
    json!({
        "iss": ISSUER, "sub": "alice", "aud": "shop", "exp": NOW + 60, "iat": NOW, "nonce": NONCE,
        "auth_time": NOW - 60, "email": "alice@example.com",
    })
}

fn verify(claims: &Value) -> Result<Verified<User>, Error> {
    super::verify(&json!(null), claims, &login())
}

fn refused(claims: &Value) -> Vec<String> {
    codes(&verify(claims).expect_err("refused"))
}

#[test]
fn a_token_of_the_standard_is_accepted() {
    let user = verify(&good()).unwrap();
    assert_eq!((&*user.sub, &*user.email), ("alice", "alice@example.com"));
    for aud in [json!(["shop"]), json!("shop")] {
        assert!(verify(&with(good(), "aud", Some(aud))).is_ok());
    }
    // the base alone does not need what the extension adds
    let plain = with(with(good(), "auth_time", None), "email", None);
    let id = super::verify::<IdToken>(&json!("JWT"), &plain, &login()).unwrap();
    assert_eq!(id.aud, Audience::from("shop"));
}

#[test]
fn the_header_has_no_other_typ() {
    for typ in [json!(null), json!("JWT"), json!("jwt"), json!("application/jwt")] {
        assert!(super::verify::<User>(&typ, &good(), &login()).is_ok(), "{typ}");
    }
    for typ in ["at+jwt", "", "JWT ", "logout+jwt", "id_token"] {
        let error = super::verify::<User>(&json!(typ), &good(), &login()).unwrap_err();
        assert_eq!(codes(&error), ["typ: wrong_typ"], "{typ}");
    }
}

#[test]
fn each_required_claim_is_required() {
    for name in ["iss", "sub", "exp", "iat", "aud"] {
        assert_eq!(refused(&with(good(), name, None)), [format!("{name}: missing")]);
        let null = refused(&with(good(), name, Some(json!(null))));
        assert!(null == [format!("{name}: null")] || null == [format!("{name}: wrong_type")], "{null:?}");
    }
    // by the rule of the extension
    assert_eq!(refused(&with(good(), "auth_time", None)), ["auth_time: missing"]);
}

#[test]
fn each_wrong_claim_is_named() {
    let cases = [
        ("iss", json!("https://auth.example.com."), "wrong_issuer"),
        ("iss", json!(7), "wrong_type"),
        ("sub", json!(""), "len"),
        ("sub", json!("x".repeat(256)), "len"),
        ("sub", json!(7), "wrong_type"),
        ("aud", json!("Shop"), "check"),
        ("aud", json!("shop "), "check"),
        ("aud", json!(""), "check"),
        ("aud", json!([]), "check"),
        ("aud", json!("shop2"), "check"),
        ("aud", json!(7), "wrong_type"),
        ("exp", json!(NOW - 30), "expired"),
        ("iat", json!(NOW + 31), "issued_in_future"),
        ("nbf", json!(NOW + 31), "not_yet_valid"),
        ("nonce", json!("n-0S6_WzA2M"), "equals"),
        ("nonce", json!("N-0S6_WzA2Mj"), "equals"),
        ("nonce", json!(""), "equals"),
        ("nonce", json!(null), "missing"),
        ("nonce", json!(7), "wrong_type"),
        ("nonce", json!([NONCE]), "wrong_type"),
        ("azp", json!("other"), "equals"),
        ("azp", json!(""), "equals"),
        ("azp", json!(["shop"]), "wrong_type"),
        ("auth_time", json!(NOW + 31), "max_age"),
        ("auth_time", json!(NOW - 3700), "max_age"),
        ("auth_time", json!("1800000000"), "wrong_type"),
        ("acr", json!("1"), "equals"),
        ("amr", json!("pwd"), "wrong_type"),
        ("at_hash", json!(7), "wrong_type"),
        ("c_hash", json!(["x"]), "wrong_type"),
        ("email", json!("alice"), "email"),
    ];
    for (name, value, code) in cases {
        let found = refused(&with(good(), name, Some(value.clone())));
        assert!(found.contains(&format!("{name}: {code}")), "{value}: {found:?}");
        assert!(found.iter().all(|found| found.starts_with(name)), "{value}: {found:?}");
    }
    assert!(verify(&with(good(), "sub", Some(json!("x".repeat(255))))).is_ok());
}

#[test]
fn of_values_of_every_type_only_those_that_fit_are_accepted() {
    let fitting = [
        ("iss", json!([])),
        ("sub", json!([])),
        ("aud", json!([])),
        ("exp", json!([4_102_444_800_u64])),
        ("iat", json!([0, -1, 1.5])),
        ("nonce", json!([])),
        ("azp", json!([null])),
        ("auth_time", json!([])),
        ("acr", json!([null])),
        ("amr", json!([null])),
        ("at_hash", json!([null, ""])),
        ("c_hash", json!([null, ""])),
    ];
    for (name, fitting) in fitting {
        assert_eq!(accepted(name, |value| verify(&with(good(), name, Some(value)))), fitting, "{name}");
    }
}

#[test]
fn a_nonce_is_there_exactly_if_it_was_sent() {
    let sent_none = Login::new("shop");
    let verify = |claims: &Value, login: &Login<'_>| super::verify::<User>(&json!(null), claims, login);
    let without = with(good(), "nonce", None);
    assert!(verify(&without, &sent_none).is_ok());
    assert_eq!(codes(&verify(&without, &login()).unwrap_err()), ["nonce: missing"]);
    assert_eq!(codes(&verify(&good(), &sent_none).unwrap_err()), ["nonce: forbidden"]);
    assert_eq!(codes(&verify(&good(), &sent_none.with_nonce("")).unwrap_err()), ["nonce: equals"]);
    assert!(verify(&with(good(), "nonce", Some(json!(""))), &sent_none.with_nonce("")).is_ok());
}

#[test]
fn azp_is_the_client() {
    let several = with(good(), "aud", Some(json!(["shop", "partner"])));
    assert_eq!(refused(&several), ["azp: missing"]);
    assert_eq!(refused(&with(several.clone(), "azp", Some(json!(null)))), ["azp: missing"]);
    assert_eq!(refused(&with(several.clone(), "azp", Some(json!("partner")))), ["azp: equals"]);
    assert!(verify(&with(several, "azp", Some(json!("shop")))).is_ok());
    assert!(verify(&with(good(), "azp", Some(json!("shop")))).is_ok());
    let others = with(good(), "aud", Some(json!(["partner", "other"])));
    assert_eq!(refused(&with(others, "azp", Some(json!("shop")))), ["aud: check"]);
}

#[test]
fn an_extension_may_declare_an_audience_and_a_verifier_may_have_one() {
    #[derive(Claims, Debug)]
    #[claims(audience = "shop")]
    struct Declared(IdToken);

    let verify = |claims: &Value, login: &Login<'_>| super::verify::<Declared>(&json!(null), claims, login);
    assert!(verify(&good(), &login()).is_ok());
    let other = with(good(), "aud", Some(json!("other")));
    let of_other = Login::new("other").with_nonce(NONCE);
    assert_eq!(codes(&verify(&other, &of_other).unwrap_err()), ["aud: wrong_audience"]);
    let token = crate::support::signed(&good().to_string());
    let elsewhere = verifier().with_audience("other");
    let error = elsewhere.verify_with::<IdToken>(&token, &login()).unwrap_err();
    assert_eq!(codes(&error), ["aud: wrong_audience"]);
    let elsewhere = verifier().with_issuer("https://other.example");
    let error = elsewhere.verify_with::<IdToken>(&token, &login()).unwrap_err();
    assert_eq!(codes(&error), ["iss: wrong_issuer"]);
}

#[test]
fn issuing_checks_the_same() {
    let user = User {
        id: IdToken {
            sub: "alice".into(),
            aud: "shop".into(),
            nonce: Some(NONCE.into()),
            auth_time: jwt_claims::NumericDate::from_seconds(NOW - 5),
            ..IdToken::default()
        },
        email: "alice@example.com".into(),
    };
    let issued = issuer().issue_with(&user, &login()).unwrap();
    let verified = verifier().verify_with::<User>(issued.as_str(), &login()).unwrap();
    assert_eq!((verified.header().typ(), &*verified), (Some("JWT"), &user));
    let refused = |login: &Login<'_>| codes(&issuer().issue_with(&user, login).unwrap_err());
    assert_eq!(refused(&Login::new("shop").with_nonce("other")), ["nonce: equals"]);
    assert_eq!(refused(&Login::new("other").with_nonce(NONCE)), ["aud: check"]);
}

#[test]
fn neither_the_nonce_nor_the_client_is_shown() {
    let debug = format!("{:?}", login());
    assert!(!debug.contains(NONCE) && debug.contains("shop"), "{debug}");
    for (name, value) in [("nonce", "m4rk3r"), ("azp", "m4rk3r"), ("aud", "m4rk3r")] {
        let error = verify(&with(good(), name, Some(json!(value)))).unwrap_err().to_string();
        assert!(!error.contains("m4rk3r") && !error.contains(NONCE), "{error}");
    }
}

#[test]
fn the_policy_is_printed() {
    assert_eq!(
        User::POLICY.to_string(),
        r#"policy of User
  extends: IdToken
  typ: absent or "JWT"
  iss: required, one of "https://auth.example.com"
  sub: if_present
  aud: unchecked
  exp: required
  nbf: if_present
  iat: required
  jti: if_present
  cnf: if_present, proof needed
  ttl: 300 s
  sub: len min = 1, max = 255
  aud: check_with is_for_client
  azp: equals cx.client_id (when IdToken::needs_azp)
  nonce: equals cx.nonce (when cx.sent_nonce)
  nonce: forbidden (when cx.sent_no_nonce)
  auth_time: past (if_present)
  acr: equals "2" (if_present)
  auth_time: max_age 3600 s
  email: email
"#
    );
}
