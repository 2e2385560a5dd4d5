//! Bad tokens, claims, headers and keys: each is an error of the right kind,
//! code and words, none a panic, and none tells what it was given.

mod claims;
mod headers;
mod keys;
mod tokens;

use jwt_claims::{Claims, Error, FixedClock, Verifier, VerifyingKey};
use jwt_claims_tests::forge;

/// Stands in every secret and every claim that nobody may read in an error.
const MARKER: &str = "m4rk3r";
const SECRET: &[u8] = b"m4rk3r: a secret of at least thirty-two bytes";
const HEADER: &str = r#"{"alg":"HS256"}"#;
const NOW: i64 = 1_800_000_000;

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders")]
struct Session {
    sub: String,
    tenant: Option<String>,
    roles: Option<Vec<String>>,
}

fn verifier() -> Verifier {
    Verifier::new(VerifyingKey::hs256(SECRET).unwrap()).with_clock(FixedClock::at(NOW))
}

/// The claims that `Session` wants; `json` stands in place of one, or besides
/// them. Without any `json` the claim is left out.
fn payload(claim: &str, json: &str) -> String {
    let mut members = vec![
        ("iss", r#""https://auth.example.com""#),
        ("aud", r#""orders""#),
        ("exp", "1800000600"),
        ("sub", r#""m4rk3r""#),
    ];
    members.retain(|(name, _)| *name != claim);
    if !json.is_empty() {
        members.push((claim, json));
    }
    let members: Vec<String> = members.iter().map(|(name, json)| format!("\"{name}\":{json}")).collect();
    format!("{{{}}}", members.join(","))
}

fn signed(header: &str, payload: impl AsRef<[u8]>) -> String {
    forge::hs256(SECRET, header, payload)
}

fn refusal(token: &str) -> Error {
    let error = refused_by(&verifier(), token);
    // which headers were met before makes no difference
    let experienced = verifier();
    experienced.token(&signed(HEADER, payload("", ""))).verify::<Session>().unwrap();
    assert_eq!(refused_by(&experienced, token).to_string(), error.to_string());
    discreet(error)
}

fn refused_by(verifier: &Verifier, token: &str) -> Error {
    match verifier.token(token).verify::<Session>() {
        Ok(_) => panic!("accepted: {}", &token[..token.len().min(200)]),
        Err(error) => error,
    }
}

/// The error, once it is sure that it tells enough and not too much.
fn discreet(error: Error) -> Error {
    let (log, debug, client) = (error.to_string(), format!("{error:?}"), error.client_message());
    assert!(log.len() >= 20, "too short to be useful: {log}");
    for text in [log.as_str(), debug.as_str(), client] {
        assert!(!text.contains(MARKER), "it tells a secret or a claim: {text}");
    }
    error
}

#[test]
fn what_the_tables_start_from_is_good() {
    let token = signed(HEADER, payload("tenant", r#""acme""#));
    let session = verifier().token(&token).verify::<Session>().unwrap();
    assert_eq!((session.sub.as_str(), session.tenant.as_deref()), (MARKER, Some("acme")));
    assert!(session.roles.is_none());
}
