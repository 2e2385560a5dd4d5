//! What answers say of DPoP (RFC 9449 §7.1, §7.2).

use jwt_claims::Challenge;
use jwt_claims::dpop::Dpop;

use super::support::{Service, get, with_proof};

const ALGS: &str = "algs=\"ES256 EdDSA Ed25519 PS256\"";

async fn challenge(service: &Service, headers: &[(&'static str, &str)]) -> String {
    let rejection = service.send(&get(headers)).await.unwrap_err();
    rejection.headers()["www-authenticate"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_service_with_dpop_alone_names_no_other_scheme() {
    let service = Service::new();
    assert_eq!(challenge(&service, &[]).await, format!("DPoP realm=\"orders\", {ALGS}"));
    let bearer = challenge(&service, &[("authorization", "Bearer a.b.c")]).await;
    assert_eq!(
        bearer,
        format!(
            "DPoP realm=\"orders\", error=\"invalid_token\", error_description=\"the token is malformed\", {ALGS}"
        )
    );
    let empty = challenge(&service, &[("authorization", "DPoP ")]).await;
    assert!(empty.contains("error=\"invalid_request\""), "{empty}");
}

#[tokio::test]
async fn with_both_schemes_the_reason_is_with_the_one_that_was_used() {
    let service = Service::of(Dpop::accepting_bearer_tokens);
    let realm = "realm=\"orders\"";
    assert_eq!(challenge(&service, &[]).await, format!("Bearer {realm}, DPoP {realm}, {ALGS}"));
    let reason = "error=\"invalid_token\", error_description=\"the token is malformed\"";
    assert_eq!(
        challenge(&service, &[("authorization", "Bearer a.b.c")]).await,
        format!("Bearer {realm}, {reason}, DPoP {realm}, {ALGS}")
    );
    assert_eq!(
        challenge(&service, &[("authorization", "DPoP a.b.c")]).await,
        format!("Bearer {realm}, DPoP {realm}, {reason}, {ALGS}")
    );
    let two =
        challenge(&service, &[("authorization", "Bearer a.b.c"), ("authorization", "DPoP a.b.c")]).await;
    assert_eq!(two.matches("error=\"invalid_request\"").count(), 2, "{two}");
}

#[tokio::test]
async fn each_fault_has_its_error() {
    let service = Service::new();
    let (key, other) = (service.client(), service.client());
    let token = service.token(&key);
    let sign =
        |key: &jwt_claims::dpop::ProofKey, url: &str| key.proof("GET", url).for_token(&token).sign().unwrap();
    let url = "https://api.example.com/orders";
    let used = sign(&key, url);
    service.send(&with_proof(&token, &used)).await.unwrap();
    for (proof, code, error) in [
        ("junk".to_owned(), "dpop_proof_invalid", "invalid_dpop_proof"),
        (sign(&key, "https://api.example.com/"), "dpop_proof_mismatch", "invalid_dpop_proof"),
        (used, "dpop_proof_reused", "invalid_dpop_proof"),
        (sign(&other, url), "dpop_key_mismatch", "invalid_token"),
    ] {
        let rejection = service.send(&with_proof(&token, &proof)).await.unwrap_err();
        let challenge = rejection.challenge().unwrap();
        assert_eq!((rejection.code(), challenge.status(), challenge.error()), (code, 401, Some(error)));
        // without a guard, the scheme is still DPoP
        let alone = rejection.error().unwrap().challenge().unwrap().www_authenticate("");
        assert!(alone.starts_with(&format!("DPoP error=\"{error}\"")), "{alone}");
        let log = format!("{rejection} {rejection:?}");
        assert!(!log.contains(&token) && (proof.len() < 10 || !log.contains(&proof)), "{log}");
    }
}

#[tokio::test]
async fn checks_of_your_own_are_answered_with_the_schemes_of_the_guard() {
    let rejection = Service::new().guard.challenge(Challenge::insufficient_scope("no").with_scope(["a"]));
    assert_eq!(
        rejection.headers()["www-authenticate"],
        format!(
            "DPoP realm=\"orders\", error=\"insufficient_scope\", error_description=\"no\", scope=\"a\", {ALGS}"
        )
    );
}

#[test]
fn debug_shows_no_secret_and_no_proof() {
    let secret = jwt_claims::sessions::Secret::from_bytes(b"0123456789abcdef0123456789abcdef").unwrap();
    let service = Service::of(|dpop| dpop.with_nonces(secret, []));
    let key = service.client();
    let shown = format!(
        "{:?} {:?} {key:?} {:?}",
        service.dpop,
        service.guard,
        key.proof("GET", "https://a/b").for_token("the token").with_nonce("the nonce")
    );
    for hidden in ["0123", "the token", "the nonce", "\"d\"", "private"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}
