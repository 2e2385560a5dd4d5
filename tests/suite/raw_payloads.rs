//! Raw payloads with a type of their own (RFC 8725 §3.11).

use jwt_claims::{Claims, ErrorKind, Issuer, SigningKey, Verifier, jws};
use jwt_claims_tests::forge;
use serde_json::json;

const SECRET: [u8; 32] = [7; 32];

fn key() -> SigningKey {
    SigningKey::hs256(SECRET).unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(key().verifying_key())
}

/// The code of the only violation, or none.
fn violation(typ: &str, token: &str) -> Option<String> {
    let error = jws::verify_typed(&verifier(), typ, token).err()?;
    assert_eq!((error.kind(), error.violations().len()), (ErrorKind::Claims, 1), "{error}");
    assert_eq!(error.violations()[0].claim(), "typ");
    Some(error.violations()[0].code().to_owned())
}

#[test]
fn a_typ_is_demanded_in_every_spelling_of_it() {
    let fitting = [
        ("backup+jws", "backup+jws"),
        ("backup+jws", "BACKUP+JWS"),
        ("Backup+jws", "backup+jws"),
        ("backup+jws", "application/backup+jws"),
        ("backup+jws", "Application/Backup+JWS"),
        ("application/backup+jws", "backup+jws"),
        ("application/backup+jws", "application/backup+jws"),
        ("text/plain", "TEXT/plain"),
        ("JWT", "jwt"),
        ("sicherung+jws\u{e4}", "sicherung+jws\u{e4}"),
    ];
    for (wanted, typ) in fitting {
        let token = jws::sign_typed(&key(), typ, b"payload").unwrap();
        assert_eq!(violation(wanted, &token), None, "{wanted} {typ}");
        let payload = jws::verify_typed(&verifier(), wanted, &token).unwrap();
        assert_eq!((payload.as_ref(), payload.header().typ()), (&b"payload"[..], Some(typ)));
    }
    let other = [
        ("backup+jws", "audit+jws"),
        ("backup+jws", "backup"),
        ("backup+jws", "backup+jws "),
        ("backup+jws", " backup+jws"),
        ("backup+jws", "backup+jws; v=1"),
        ("backup+jws", "text/backup+jws"),
        ("backup+jws", "application/x/backup+jws"),
        ("backup+jws", "application/application/backup+jws"),
        ("backup+jws", "b\u{430}ckup+jws"),
        ("backup+jws", "JWT"),
        ("backup+jws", ""),
        ("", "backup+jws"),
        ("text/plain", "plain"),
        ("text/plain", "application/text/plain"),
        ("sicherung+jws\u{e4}", "sicherung+jws\u{c4}"),
    ];
    for (wanted, typ) in other {
        let token = jws::sign_typed(&key(), typ, b"payload").unwrap();
        assert_eq!(violation(wanted, &token).as_deref(), Some("wrong_typ"), "{wanted} {typ}");
    }
}

#[test]
fn what_was_signed_for_something_else_is_refused() {
    #[derive(Claims, Debug)]
    #[claims(ttl = "5m")]
    struct Session {}

    #[derive(Claims)]
    #[claims(typ = "at+jwt", ttl = "5m")]
    struct Access {}

    let issuer = Issuer::new(key());
    let others = [
        issuer.issue(&Session {}).unwrap().as_str().to_owned(),
        issuer.issue(&Access {}).unwrap().as_str().to_owned(),
        jws::sign(&key(), b"payload").unwrap(),
        forge::hs256(&SECRET, r#"{"alg":"HS256"}"#, b"payload"),
        forge::hs256(&SECRET, r#"{"alg":"HS256","cty":"backup+jws"}"#, b"payload"),
    ];
    for token in others {
        assert!(jws::verify(&verifier(), &token).is_ok());
        for wanted in ["backup+jws", "application/backup+jws", ""] {
            assert_eq!(violation(wanted, &token).as_deref(), Some("wrong_typ"), "{token}");
        }
    }
    let backup = jws::sign_typed(&key(), "backup+jws", b"{}").unwrap();
    let error = verifier().token(&backup).verify::<Session>().unwrap_err();
    assert!(error.violations().iter().any(|violation| violation.code() == "wrong_typ"));
}

#[test]
fn the_signature_is_checked_before_the_typ() {
    let stranger = SigningKey::hs256([8; 32]).unwrap();
    for typ in ["backup+jws", "audit+jws"] {
        let token = jws::sign_typed(&stranger, typ, b"payload").unwrap();
        let error = jws::verify_typed(&verifier(), "backup+jws", &token).unwrap_err();
        assert_eq!(error.code(), "signature_invalid");
    }
    for (header, code) in [
        (r#"{"alg":"HS256","typ":5}"#, "token_malformed"),
        (r#"{"alg":"HS256","typ":null}"#, "token_malformed"),
        (r#"{"alg":"HS256","typ":"backup+jws","typ":"audit+jws"}"#, "token_malformed"),
    ] {
        let token = forge::hs256(&SECRET, header, b"payload");
        let error = jws::verify_typed(&verifier(), "backup+jws", &token).unwrap_err();
        assert_eq!(error.code(), code, "{header}: {error}");
    }
}

#[test]
fn the_error_shows_the_typ_escaped_and_cut() {
    let line = "x\r\nrefused nothing";
    let long = "y".repeat(1_000);
    for typ in [line, &long] {
        let header = json!({"alg": "HS256", "typ": typ}).to_string();
        let token = forge::hs256(&SECRET, header, b"secret payload");
        let error = jws::verify_typed(&verifier(), "backup+jws", &token).unwrap_err().to_string();
        assert!(error.contains("expected \"backup+jws\", found \""), "{error}");
        assert!(!error.contains(['\r', '\n']) && error.len() < 300 && !error.contains("secret"), "{error}");
    }
    let none = jws::sign(&key(), b"payload").unwrap();
    let error = jws::verify_typed(&verifier(), "backup+jws", &none).unwrap_err().to_string();
    assert!(error.contains("found no `typ`"), "{error}");
}

#[test]
fn an_issuer_adds_its_header_parameters_and_nothing_else() {
    let issuer = Issuer::new(key().with_kid("2027-01"))
        .with_issuer("https://auth.example.com")
        .with_audience("orders")
        .with_header_parameter("region", json!({"n": [1, "a\"b"]}))
        .unwrap();
    let signed = [jws::sign(&issuer, b"{}"), jws::sign_typed(&issuer, "backup+jws", b"{}")];
    for (token, typ) in signed.into_iter().zip([None, Some("backup+jws")]) {
        let payload = jws::verify(&verifier(), &token.unwrap()).unwrap();
        assert_eq!(payload.as_ref(), b"{}");
        let header = payload.header();
        assert_eq!((header.alg(), header.typ(), header.kid()), ("HS256", typ, Some("2027-01")));
        assert_eq!(header.get::<serde_json::Value>("region").unwrap(), Some(json!({"n": [1, "a\"b"]})));
        assert_eq!(header.get::<&str>("iss").unwrap(), None);
    }
    // without parameters, it signs as its key does
    let plain = Issuer::new(key());
    assert_eq!(jws::sign(&plain, b"x").unwrap(), jws::sign(&key(), b"x").unwrap());
    assert_eq!(jws::sign_typed(&plain, "a", b"x").unwrap(), jws::sign_typed(&key(), "a", b"x").unwrap());
}

#[test]
fn a_header_that_verifiers_refuse_is_not_signed() {
    let with = |length: usize| Issuer::new(key()).with_header_parameter("x", "a".repeat(length));
    let longest = (6_000..).find(|length| with(*length).is_err()).unwrap() - 1;
    let issuer = with(longest).unwrap();
    assert!(jws::verify(&verifier(), &jws::sign(&issuer, b"x").unwrap()).is_ok());
    for error in [
        jws::sign_typed(&issuer, &"t".repeat(20), b"x").unwrap_err(),
        jws::sign_typed(&key(), &"t".repeat(7_000), b"x").unwrap_err(),
    ] {
        assert_eq!(error.code(), "issue_failed");
    }
}
