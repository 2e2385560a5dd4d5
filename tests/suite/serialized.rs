//! Errors, violations and issued tokens as structured data.

use std::collections::BTreeSet;

use jwt_claims::{Claims, Error, Issuer, NestedClaims, Refusal, SigningKey, Verifier, jws};
use serde_json::{Value, json};

#[derive(Claims, Debug)]
#[claims(ttl = "5m", optional(exp))]
struct Access {
    sub: String,
    #[claim(any_of = ["editor"])]
    roles: Vec<String>,
    #[claim(check = is_acme)]
    tenant: String,
}

fn is_acme(tenant: &str) -> Result<(), Refusal> {
    if tenant == "acme" { Ok(()) } else { Err(Refusal::new(format!("tenant\n{tenant}"))) }
}

fn key() -> SigningKey {
    SigningKey::hs256([7; 32]).unwrap()
}

fn error(payload: &Value) -> Error {
    let token = jws::sign(&key(), payload.to_string().as_bytes()).unwrap();
    Verifier::new(key().verifying_key()).verify::<Access>(&token).unwrap_err()
}

fn names(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn an_error_has_the_same_content_as_its_methods() {
    let error = error(&json!({"sub": 7, "roles": ["viewer"], "tenant": "acme"}));
    let written = serde_json::to_value(&error).unwrap();
    let fields = ["code", "message", "violations", "violations_left_out", "is_complete"];
    assert_eq!(names(&written), BTreeSet::from(fields));
    assert_eq!(written["code"], "claims_invalid");
    assert_eq!(written["message"], error.to_string());
    assert_eq!(written["violations_left_out"], 0);
    assert_eq!(written["is_complete"], true);
    let violations = written["violations"].as_array().unwrap();
    assert_eq!(violations.len(), error.violations().len());
    for (written, violation) in violations.iter().zip(error.violations()) {
        let answer = if violation.is_permission() { 403 } else { 401 };
        let expected = json!({
            "claim": violation.claim(),
            "rule": violation.rule(),
            "code": violation.code(),
            "expected": violation.expected(),
            "actual": violation.actual(),
            "answer": answer,
        });
        assert_eq!(*written, expected);
    }
}

#[test]
fn both_answers_are_written() {
    let error = error(&json!({"sub": "alice", "roles": ["viewer"], "tenant": "other"}));
    let written = serde_json::to_value(error.violations()).unwrap();
    assert_eq!((&written[0]["code"], &written[0]["answer"]), (&json!("any_of"), &json!(403)));
    assert_eq!((&written[1]["code"], &written[1]["answer"]), (&json!("check"), &json!(401)));
}

#[test]
fn nothing_of_a_token_is_written_that_its_text_would_not_show() {
    let secret = "a secret of the user";
    let long = "x".repeat(10_000);
    for (payload, shown) in [
        (json!({"sub": [secret], "roles": [secret], "tenant": secret}), "an array"),
        // the reason of a check is cut, and its line break escaped
        (json!({"sub": secret, "roles": [secret], "tenant": long}), r"tenant\\u{a}x"),
    ] {
        let written = serde_json::to_string(&error(&payload)).unwrap();
        assert!(!written.contains(secret), "{written}");
        assert!(written.len() < 4_000 && written.contains(shown), "{written}");
    }
}

#[test]
fn an_error_without_violations_has_an_empty_list() {
    for (error, code) in [
        (SigningKey::hs256("short").unwrap_err(), "invalid_key"),
        (Verifier::new(key().verifying_key()).verify::<Access>("").unwrap_err(), "token_malformed"),
    ] {
        let written = serde_json::to_value(&error).unwrap();
        assert_eq!(written["code"], code);
        assert_eq!(written["violations"], json!([]));
        assert_eq!(written["message"], error.to_string());
    }
}

#[test]
fn many_violations_are_counted() {
    #[derive(NestedClaims, Debug)]
    struct Member {
        #[claim(non_empty)]
        name: String,
    }
    #[derive(Claims, Debug)]
    #[claims(optional(exp))]
    struct Team {
        #[claim(nested)]
        members: Vec<Member>,
    }
    let _ = |team: Team| team.members.into_iter().map(|member| member.name).collect::<String>();
    let token = jws::sign(&key(), json!({"members": vec![json!({"name": ""}); 100]}).to_string().as_bytes());
    let error = Verifier::new(key().verifying_key()).verify::<Team>(&token.unwrap()).unwrap_err();
    let written = serde_json::to_value(&error).unwrap();
    assert_eq!(written["violations"].as_array().unwrap().len(), error.violations().len());
    assert_eq!(written["violations_left_out"], 100 - 64);
}

#[test]
fn an_issued_token_is_text() {
    let access = Access { sub: "alice".into(), roles: vec!["editor".into()], tenant: "acme".into() };
    let issued = Issuer::new(key()).issue(&access).unwrap();
    let text = issued.as_str().to_owned();
    assert_eq!(AsRef::<str>::as_ref(&issued), text);
    assert_eq!(serde_json::to_value(&issued).unwrap(), json!(text));
    assert_eq!(String::from(issued.clone()), text);
    assert!(!format!("{issued:?}").contains(&text[..20]));
    assert_eq!(issued.into_string(), text);
}
