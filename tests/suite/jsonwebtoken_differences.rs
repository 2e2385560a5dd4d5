//! Tokens and keys that jsonwebtoken accepts by default, issuer and audience
//! configured, and that are refused here.

use std::sync::Once;

use jsonwebtoken::{DecodingKey, Validation};
use jwt_claims::{Algorithm, Claims, Error, ErrorKind, NumericDate, SigningKey, Verifier, VerifyingKey};
use jwt_claims_tests::forge;
use serde::Deserialize;
use serde_json::{Value, json};

const SECRET: &[u8] = b"a secret of at least thirty-two bytes";
const ISSUER: &str = "https://auth.example.com";
const AUDIENCE: &str = "orders";
const HEADER: &str = r#"{"alg":"HS256"}"#;

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders")]
struct Session {
    tenant: Option<String>,
}

#[derive(Claims)]
#[claims(typ = "at+jwt", issuer = "https://auth.example.com", audience = "orders")]
struct Access {}

/// Two providers of jsonwebtoken are compiled in, so its functions need to know which one to use.
pub(crate) fn install_provider() {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default().unwrap());
}

/// jsonwebtoken's opinion, as its documentation sets it up.
fn theirs_accepts<T: serde::de::DeserializeOwned + Clone>(secret: &[u8], token: &str) -> bool {
    install_provider();
    let mut validation = Validation::new(jsonwebtoken::Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    jsonwebtoken::decode::<T>(token, &DecodingKey::from_secret(secret), &validation).is_ok()
}

fn verifier() -> Verifier {
    Verifier::new(VerifyingKey::hs256(SECRET).unwrap())
}

fn ours_refuses(token: &str) -> Error {
    verifier().token(token).verify::<Session>().err().unwrap()
}

fn now() -> i64 {
    NumericDate::from(std::time::SystemTime::now()).seconds()
}

/// Good claims, but for the members given; `null` stands for a member left out.
fn payload(changes: &Value) -> String {
    let mut claims = json!({"iss": ISSUER, "aud": AUDIENCE, "exp": now() + 600, "sub": "alice"});
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims.to_string()
}

#[test]
fn both_accept_a_token_in_order() {
    let token = forge::hs256(SECRET, HEADER, payload(&json!({"tenant": "acme"})));
    assert!(theirs_accepts::<Value>(SECRET, &token));
    let session = verifier().token(&token).verify::<Session>().unwrap();
    assert_eq!(session.tenant.as_deref(), Some("acme"));
}

#[test]
fn claims() {
    let refused = [
        (json!({"iss": null}), "iss", "missing"),
        (json!({"aud": null}), "aud", "missing"),
        (json!({"iss": 5}), "iss", "wrong_type"),
        (json!({"iss": [ISSUER]}), "iss", "wrong_type"),
        (json!({"aud": 5}), "aud", "wrong_type"),
        (json!({"aud": [5]}), "aud", "wrong_type"),
        (json!({"aud": {"orders": true}}), "aud", "wrong_type"),
        (json!({"sub": 1}), "sub", "wrong_type"),
        (json!({"jti": 1}), "jti", "wrong_type"),
        (json!({"iat": "today"}), "iat", "wrong_type"),
        (json!({"nbf": now() + 600}), "nbf", "not_yet_valid"),
        (json!({"nbf": "tomorrow"}), "nbf", "wrong_type"),
        (json!({"iat": now() + 600}), "iat", "issued_in_future"),
        (json!({"exp": now() - 45}), "exp", "expired"),
    ];
    for (changes, claim, code) in refused {
        let token = forge::hs256(SECRET, HEADER, payload(&changes));
        assert!(theirs_accepts::<Value>(SECRET, &token), "{changes}");
        let error = ours_refuses(&token);
        let found: Vec<_> = error.violations().iter().map(|found| (found.claim(), found.code())).collect();
        assert_eq!(found, [(claim, code)], "{changes}");
    }
}

#[test]
fn headers() {
    let refused = [
        (r#"{"alg":"HS256","crit":["b64"],"b64":true}"#, "crit_not_understood"),
        (r#"{"alg":"HS256","crit":[]}"#, "crit_not_understood"),
        (r#"{"alg":"HS256","x":1,"x":2}"#, "token_malformed"),
    ];
    for (header, code) in refused {
        let token = forge::hs256(SECRET, header, payload(&json!({})));
        assert!(theirs_accepts::<Value>(SECRET, &token), "{header}");
        assert_eq!(ours_refuses(&token).code(), code, "{header}");
    }
}

#[test]
fn a_token_of_another_kind() {
    let token = forge::hs256(SECRET, r#"{"alg":"HS256","typ":"logout+jwt"}"#, payload(&json!({})));
    assert!(theirs_accepts::<Value>(SECRET, &token));
    assert_eq!(ours_refuses(&token).violations()[0].code(), "wrong_typ");

    let id_token = forge::hs256(SECRET, r#"{"alg":"HS256","typ":"JWT"}"#, payload(&json!({})));
    assert!(theirs_accepts::<Value>(SECRET, &id_token));
    let error = verifier().token(&id_token).verify::<Access>().err().unwrap();
    assert_eq!(error.violations()[0].code(), "wrong_typ");
}

#[test]
fn a_claim_twice() {
    let twice = payload(&json!({})).replacen('{', r#"{"admin":false,"admin":true,"#, 1);
    let token = forge::hs256(SECRET, HEADER, twice);
    assert!(theirs_accepts::<Value>(SECRET, &token));
    assert_eq!(ours_refuses(&token).code(), "token_malformed");
}

#[test]
fn an_array_as_claims() {
    #[derive(Clone, Deserialize)]
    #[expect(dead_code, reason = "only read by serde")]
    struct Positional {
        exp: i64,
        nbf: i64,
        sub: String,
        iss: String,
        aud: String,
    }
    let array = json!([now() + 600, 0, "alice", ISSUER, AUDIENCE]).to_string();
    let token = forge::hs256(SECRET, HEADER, array);
    assert!(theirs_accepts::<Positional>(SECRET, &token));
    assert_eq!(ours_refuses(&token).code(), "token_malformed");
}

#[test]
fn an_empty_or_short_secret() {
    for secret in ["", "secret"] {
        let token = forge::hs256(secret.as_bytes(), HEADER, payload(&json!({})));
        assert!(theirs_accepts::<Value>(secret.as_bytes(), &token));
        assert_eq!(VerifyingKey::hs256(secret).unwrap_err().kind(), ErrorKind::InvalidKey);
        assert_eq!(SigningKey::hs256(secret).unwrap_err().kind(), ErrorKind::InvalidKey);
    }
}

#[test]
fn a_jwk_for_another_purpose() {
    let purposes = [json!({"use": "enc"}), json!({"key_ops": ["encrypt"]}), json!({"alg": "HS512"})];
    for purpose in purposes {
        let mut jwk = json!({"kty": "oct", "k": forge::base64url(SECRET)});
        jwk.as_object_mut().unwrap().extend(purpose.as_object().unwrap().clone());
        let theirs: jsonwebtoken::jwk::Jwk = serde_json::from_value(jwk.clone()).unwrap();
        assert!(DecodingKey::from_jwk(&theirs).is_ok(), "{jwk}");
        let error = VerifyingKey::from_jwk(Algorithm::HS256, &jwk.to_string()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidKey, "{jwk}");
    }
}
