//! Refused tokens: whoever sends them gets nothing for it.

use jwt_claims::{Error, KeySet};
use jwt_claims_tests::forge::base64url;

use super::*;

/// What refusing allocates, the error included.
fn refusing(verifier: &Verifier, token: &str, code: &str) -> u64 {
    let refuse = || -> Error { verifier.token(token).verify::<Owned>().err().expect("a refusal") };
    assert_eq!(refuse().code(), code, "{token:.80}");
    allocations(refuse)
}

fn changed(token: &str) -> String {
    let (signing_input, signature) = token.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    format!("{signing_input}.{first}{}", &signature[1..])
}

#[test]
fn a_wrong_signature_costs_none() {
    for algorithm in ALGORITHMS {
        let (verifier, token) = pair(algorithm);
        let wrong = changed(&token);
        assert_eq!(refusing(&verifier, &wrong, "signature_invalid"), 0, "{algorithm}: header unknown");
        verifier.token(&token).verify::<Owned>().unwrap();
        assert_eq!(refusing(&verifier, &wrong, "signature_invalid"), 0, "{algorithm}: header known");
    }
}

#[test]
fn a_wrong_signature_under_a_long_header_costs_none() {
    let (verifier, _) = pair(Algorithm::HS256);
    let long = format!(r#"{{"alg":"HS256","kid":"{}","x5c":["{}"]}}"#, "k".repeat(2000), "A".repeat(4000));
    let token = format!("{}.e30.{}", base64url(long), "A".repeat(43));
    assert_eq!(refusing(&verifier, &token, "signature_invalid"), 0);
}

#[test]
fn what_is_refused_before_the_signature_costs_none() {
    let (verifier, token) = pair(Algorithm::HS256);
    let other = SigningKey::generate(Algorithm::ES256).unwrap().with_kid("other");
    let keys: KeySet = verifier.keys().iter().cloned().chain([other.verifying_key()]).collect();
    let verifier = Verifier::new(keys);
    let of_header = |header: &str| format!("{}.e30.{}", base64url(header), "A".repeat(43));
    let (signing_input, tag) = token.rsplit_once('.').unwrap();
    let cases = [
        ("token_too_large", "A".repeat(64 * 1024 + 1)),
        ("token_too_large", format!("{}.e30.AAAA", "A".repeat(8 * 1024 + 1))),
        ("token_malformed", String::new()),
        ("token_malformed", ".".repeat(64 * 1024)),
        ("token_malformed", "A".repeat(64 * 1024)),
        ("token_malformed", "A.A.A.A.A".to_owned()),
        ("token_malformed", format!("!!!!.e30.{tag}")),
        ("token_malformed", format!("{signing_input}.{tag}!")),
        ("token_malformed", format!("{signing_input}.{}", "A".repeat(8192))),
        ("alg_not_allowed", of_header(r#"{"alg":"none"}"#)),
        ("alg_not_allowed", of_header(r#"{"alg":"RS256"}"#)),
        ("alg_not_allowed", of_header(&format!(r#"{{"alg":"{}"}}"#, "x".repeat(6000)))),
        ("crit_not_understood", of_header(r#"{"alg":"HS256","crit":["b64"],"b64":false}"#)),
        ("key_not_found", of_header(r#"{"alg":"HS256","kid":"none"}"#)),
        ("signature_invalid", format!("{signing_input}.")),
        ("signature_invalid", format!("{signing_input}.{}", &tag[..40])),
    ];
    for (code, token) in cases {
        assert_eq!(refusing(&verifier, &token, code), 0, "{token:.80}");
    }
}
