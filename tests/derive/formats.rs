//! Formats that need no pattern: `email`, `uuid`, `url`.

use std::borrow::Cow;

use jwt_claims::Claims;
use serde_json::{Value, json};

use super::support::{accepted, not_issued, refused, verify};

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct Contact {
    #[claim(email)]
    email: String,
    #[claim(uuid)]
    id: Cow<'static, str>,
    #[claim(url)]
    website: Option<String>,
    #[claim(url(https), if_present)]
    picture: Option<Box<str>>,
}

fn contact() -> Value {
    json!({
        "email": "alice@example.com",
        "id": "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "website": "http://example.com",
        "picture": "https://example.com/a.png",
    })
}

/// What is wrong once that claim has that value.
fn with(claim: &str, value: Value) -> Vec<String> {
    let mut claims = contact();
    claims[claim] = value;
    refused::<Contact>(claims)
}

#[test]
fn formats_accept() {
    assert_eq!(accepted::<Contact>(contact()).email, "alice@example.com");
}

#[test]
fn each_format_refuses_with_its_claim() {
    let huge = "a".repeat(4000);
    for (claim, value, code) in [
        ("email", json!("alice"), "email: email"),
        ("email", json!(""), "email: email"),
        ("email", json!("аlice@example.com"), "email: email"),
        ("email", json!(huge), "email: email"),
        ("email", json!(null), "email: null"),
        ("email", json!(5), "email: wrong_type"),
        ("id", json!("67e55044"), "id: uuid"),
        ("id", json!(huge), "id: uuid"),
        ("website", json!("example.com"), "website: url"),
        ("website", json!("javascript:alert(1)"), "website: url"),
        ("website", json!(null), "website: missing"),
        ("picture", json!("http://example.com"), "picture: url"),
        ("picture", json!(""), "picture: url"),
        ("picture", json!("https://exаmple.com"), "picture: url"),
    ] {
        assert_eq!(with(claim, value.clone()), [code], "{claim} {value}");
    }
}

#[test]
fn formats_are_redacted_and_about_soundness() {
    let mut claims = contact();
    claims["email"] = json!("s3cret");
    let error = verify::<Contact>(claims).unwrap_err();
    assert_eq!(error.to_string(), "claims refused: `email`: expected an e-mail address, found other text");
    assert!(!error.is_insufficient());
    assert!(Contact::POLICY.to_string().contains("  picture: url https (if_present)\n"));
}

#[test]
fn formats_hold_on_issuing_too() {
    let contact = Contact { email: "x".into(), id: "".into(), website: None, picture: None };
    assert_eq!(not_issued(&contact), ["email: email", "id: uuid", "website: missing"]);
}
