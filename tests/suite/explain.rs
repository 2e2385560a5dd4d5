//! Each check of a token, in its order, passed or failed; and the policy that
//! they come from, held against a file.

use super::issuers::{entra::AccessToken as Entra, keycloak::AccessToken as Keycloak};
use jwt_claims::explain::Outcome;
use jwt_claims::testing::policy_matches;
use jwt_claims::{Claims, FixedClock, Issuer, SigningKey, Verifier};

#[derive(Claims)]
#[claims(typ = "at+jwt", issuer = "https://auth.example.com", audience = "orders", ttl = "15m", check = sane)]
struct Access {
    sub: String,
    #[claim(any_of = ["editor", "admin"])]
    roles: Vec<String>,
    #[claim(if_present, range(min = 1, max = 3))]
    level: Option<u8>,
}

fn sane(access: &Access) -> bool {
    access.sub != "nobody"
}

/// The same without the rules, to issue what `Access` refuses.
#[derive(Claims)]
#[claims(typ = "at+jwt", issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
struct Any {
    sub: String,
    roles: Vec<String>,
}

fn explained(claims: &Any, seconds_later: i64, tamper: bool) -> jwt_claims::explain::Explanation {
    let key = SigningKey::hs256([7; 32]).unwrap();
    let clock = FixedClock::at(1_800_000_000);
    let verifier = Verifier::new(key.verifying_key()).with_clock(clock.clone());
    let issued = Issuer::new(key).with_clock(clock.clone()).issue(claims).unwrap();
    clock.set(1_800_000_000 + seconds_later);
    let text = if tamper { issued.as_str().replacen('.', ".e30", 1) } else { issued.into_string() };
    verifier.token(&text).explain::<Access>()
}

fn any(sub: &str, role: &str) -> Any {
    Any { sub: sub.to_owned(), roles: vec![role.to_owned()] }
}

#[test]
fn every_check_of_a_good_token_passes() {
    let explanation = explained(&any("alice", "admin"), 0, false);
    assert!(explanation.is_accepted());
    assert!(explanation.steps().iter().all(|step| step.outcome() == Outcome::Passed));
    let checks: Vec<_> = explanation.steps().iter().map(jwt_claims::explain::Step::check).collect();
    let expected = [
        "size",
        "structure",
        "header",
        "key",
        "signature",
        "payload",
        "typ",
        "iss",
        "sub",
        "aud",
        "exp",
        "nbf",
        "iat",
        "jti",
        "cnf",
        "types",
        "roles: any_of \"editor\", \"admin\"",
        "level: range min = 1, max = 3 (if_present)",
        "(whole): check sane",
    ];
    assert_eq!(checks, expected);
}

#[test]
fn failures_stand_at_their_checks_as_text_and_as_data() {
    let explanation = explained(&any("nobody", "s3cret-role"), 16 * 60, false);
    let text = explanation.to_string();
    let data = serde_json::to_value(&explanation).unwrap();
    let failed: Vec<_> =
        explanation.steps().iter().filter(|step| step.outcome() == Outcome::Failed).collect();
    let codes: Vec<_> = failed.iter().filter_map(|step| step.code()).collect();
    assert_eq!(codes, ["expired", "any_of", "check"]);
    assert!(text.contains("FAILED  exp (`exp`: expected a time after"), "{text}");
    assert_eq!(data["accepted"], false);
    assert_eq!(data["steps"][10]["outcome"], "failed");
    assert!(!text.contains("s3cret") && !data.to_string().contains("s3cret"));
}

#[test]
fn nothing_is_reached_behind_a_bad_signature() {
    let explanation = explained(&any("alice", "admin"), 0, true);
    let outcomes: Vec<_> = explanation.steps().iter().map(jwt_claims::explain::Step::outcome).collect();
    assert_eq!(outcomes[..4], [Outcome::Passed; 4]);
    assert_eq!(outcomes[4], Outcome::Failed);
    assert!(outcomes[5..].iter().all(|outcome| *outcome == Outcome::NotReached));
}

#[test]
fn a_policy_is_what_its_file_says() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/suite/policies/");
    policy_matches(Access::POLICY, format!("{folder}access.policy")).unwrap();
    let mismatch = policy_matches(Any::POLICY, format!("{folder}access.policy")).unwrap_err();
    assert!(mismatch.to_string().contains("-   roles: any_of \"editor\", \"admin\""), "{mismatch}");
    assert!(policy_matches(Any::POLICY, format!("{folder}absent.policy")).is_err());
}

/// Paths, nested rules and alternatives are told from the token's point of view.
#[test]
fn policies_of_issuers_are_what_their_files_say() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/suite/policies/");
    for (policy, file) in [(Keycloak::POLICY, "keycloak.policy"), (Entra::POLICY, "entra.policy")] {
        policy_matches(policy, format!("{folder}{file}")).unwrap();
    }
    let entra = serde_json::to_value(Entra::POLICY).unwrap();
    let either = entra["rules"].as_array().unwrap().last().unwrap();
    assert_eq!((&either["claim"], &either["rule"]), (&"".into(), &"either".into()));
    assert_eq!(either["alternatives"][1]["values"][0], "\"Orders.Read.All\"");
}

#[test]
fn a_policy_is_json_too() {
    let policy = serde_json::to_value(Access::POLICY).unwrap();
    assert_eq!(
        policy["claims"][0],
        serde_json::json!({
            "claim": "iss", "presence": "required", "values": ["https://auth.example.com"],
        })
    );
    assert_eq!(policy["ttl"], 900);
    assert_eq!(
        policy["rules"][0],
        serde_json::json!({
            "claim": "roles", "rule": "any_of", "values": ["\"editor\"", "\"admin\""], "if_present": false,
        })
    );
}

#[derive(Claims)]
#[claims(typ = "at+jwt", issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
struct Staff {
    #[claim(starts_with = "staff-")]
    sub: String,
    roles: Vec<String>,
}

#[test]
fn a_rule_on_a_registered_claim_fails_in_its_own_line() {
    let key = SigningKey::hs256([7; 32]).unwrap();
    let clock = FixedClock::at(1_800_000_000);
    let verifier = Verifier::new(key.verifying_key()).with_clock(clock.clone());
    let issued = Issuer::new(key).with_clock(clock).issue(&any("alice", "admin")).unwrap();
    let explanation = verifier.token(issued.as_str()).explain::<Staff>();
    let failed = explanation.steps().iter().filter(|step| step.outcome() == Outcome::Failed);
    let failed: Vec<_> = failed.map(|step| (step.check(), step.code())).collect();
    assert_eq!(failed, [(r#"sub: starts_with "staff-""#, Some("starts_with"))]);
}
