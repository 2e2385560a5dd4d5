//! Google: an ID token of "Sign in with Google".

use jwt_claims::Claims;
use serde_json::{Value, json};

use super::{verified, violation};

/// `iss` comes in both spellings.
#[derive(Claims)]
#[claims(
    issuer = ["https://accounts.google.com", "accounts.google.com"],
    audience = "1234987819200.apps.googleusercontent.com"
)]
struct IdToken {
    sub: String,
    azp: String,
    #[claim(equals = "n-0S6_WzA2Mj")]
    nonce: String,
    email: String,
    #[claim(equals = true)]
    email_verified: bool,
    #[claim(equals = "acme.example")]
    hd: String,
}

pub(crate) fn sample() -> Value {
    json!({
        "iss": "https://accounts.google.com",
        "azp": "1234987819200.apps.googleusercontent.com",
        "aud": "1234987819200.apps.googleusercontent.com",
        "sub": "10769150350006150715113082367",
        "at_hash": "HK6E_P6Dh8Y93mRNtsDB1Q",
        "hd": "acme.example",
        "email": "jsmith@acme.example",
        "email_verified": true,
        "name": "John Smith",
        "picture": "https://lh3.googleusercontent.com/a-/e38d",
        "given_name": "John",
        "family_name": "Smith",
        "locale": "en",
        "iat": 1_800_000_000,
        "exp": 1_800_003_600,
        "nonce": "n-0S6_WzA2Mj"
    })
}

#[test]
fn id_token() {
    let token = verified::<IdToken>(&sample()).unwrap();
    assert_eq!(
        (token.email.as_str(), token.sub.as_str()),
        ("jsmith@acme.example", "10769150350006150715113082367")
    );
    assert_eq!(
        (token.azp.len(), token.hd.as_str(), token.nonce.as_str()),
        (40, "acme.example", "n-0S6_WzA2Mj")
    );
    assert!(token.email_verified);

    let mut without_scheme = sample();
    without_scheme["iss"] = json!("accounts.google.com");
    assert!(verified::<IdToken>(&without_scheme).is_ok());
}

#[test]
fn refused() {
    let refused = |pointer, value| violation::<IdToken>(sample(), pointer, value);
    assert_eq!(refused("/hd", json!("other.example")), ("hd".into(), "equals"));
    assert_eq!(refused("/nonce", json!("replayed")), ("nonce".into(), "equals"));
    assert_eq!(refused("/email_verified", json!(false)), ("email_verified".into(), "equals"));
    assert_eq!(refused("/iss", json!("http://accounts.google.com")), ("iss".into(), "wrong_issuer"));
}
