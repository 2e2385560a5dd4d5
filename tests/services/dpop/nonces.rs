//! Nonces of the service.

use std::time::Duration;

use http::Request;
use jwt_claims::revocation::Revocations;
use jwt_claims::sessions::{Secret, TokenError};
use jwt_claims_tests::down::Down;

use super::support::{Access, Forger, NOW, Service, claims, get, with_proof};

const URL: &str = "https://api.example.com/orders";

fn secret(octet: u8) -> Secret {
    Secret::from_bytes([octet; 32]).unwrap()
}

#[tokio::test]
async fn a_client_gets_a_nonce_and_tries_again() {
    let service = Service::of(|dpop| dpop.with_nonces(secret(1), []));
    let key = service.client();
    let token = service.token(&key);
    let first = key.proof("GET", URL).for_token(&token).sign().unwrap();
    let rejection = service.send(&with_proof(&token, &first)).await.unwrap_err();
    assert_eq!((rejection.code(), rejection.status().as_u16()), ("dpop_nonce_required", 401));
    let headers = rejection.headers();
    let challenge = headers["www-authenticate"].to_str().unwrap();
    assert!(challenge.starts_with("DPoP realm=\"orders\", error=\"use_dpop_nonce\""), "{challenge}");
    assert_eq!(headers["cache-control"], "no-store");
    let nonce = headers["dpop-nonce"].to_str().unwrap();

    let second = key.proof("GET", URL).for_token(&token).with_nonce(nonce).sign().unwrap();
    assert_eq!(service.send(&with_proof(&token, &second)).await.unwrap(), "alice");
    assert_eq!(service.refused(&with_proof(&token, &second)).await, "dpop_proof_reused");
    // the same nonce is good for the next requests
    let third = key.proof("GET", URL).for_token(&token).with_nonce(nonce).sign().unwrap();
    assert_eq!(service.send(&with_proof(&token, &third)).await.unwrap(), "alice");
    service.clock.advance(Duration::from_secs(450));
    let late = key.proof("GET", URL).for_token(&token).with_nonce(nonce).sign().unwrap();
    assert_eq!(service.refused(&with_proof(&token, &late)).await, "dpop_nonce_required");
    assert_eq!(service.refused(&with_proof(&token, &third)).await, "dpop_nonce_required");
}

#[tokio::test]
async fn with_a_nonce_the_clock_of_the_client_does_not_matter() {
    let service = Service::of(|dpop| dpop.with_nonces(secret(1), []));
    let key = service.client().with_clock(jwt_claims::FixedClock::at(1));
    let token = service.token(&key);
    let nonce = service.dpop.nonce().unwrap();
    let proof = key.proof("GET", URL).for_token(&token).with_nonce(&nonce).sign().unwrap();
    assert_eq!(service.send(&with_proof(&token, &proof)).await.unwrap(), "alice");
    // and the proof cannot be used again while its nonce is accepted
    for _ in 0..4 {
        assert!(matches!(
            service.refused(&with_proof(&token, &proof)).await,
            "dpop_proof_reused" | "dpop_nonce_required"
        ));
        service.clock.advance(Duration::from_secs(100));
    }
}

/// These claims are optional, and few clients write them.
#[tokio::test]
async fn a_proof_with_times_of_its_own_needs_a_right_clock() {
    let service = Service::of(|dpop| dpop.with_nonces(secret(1), []));
    let forger = Forger::new();
    let token = service.token(&forger.key);
    for (name, time, expected) in [
        ("exp", NOW - 60, "accepted"),
        ("exp", NOW - 61, "dpop_proof_outdated"),
        ("nbf", NOW + 60, "accepted"),
        ("nbf", NOW + 61, "dpop_proof_outdated"),
        ("iat", NOW + 10_000, "accepted"),
    ] {
        let mut claims = claims(&token);
        claims["nonce"] = service.dpop.nonce().unwrap().into();
        claims[name] = time.into();
        let proof = forger.sign(&forger.header().to_string(), &claims.to_string());
        let result = service.send(&with_proof(&token, &proof)).await;
        assert_eq!(
            result.map_or_else(|rejection| rejection.code(), |_| "accepted"),
            expected,
            "{name} {time}"
        );
    }
}

#[tokio::test]
async fn each_answer_of_a_guard_has_a_nonce() {
    let service = Service::of(|dpop| dpop.with_nonces(secret(1), []));
    let guard = service.guard.clone().with_cookie("__Host-session").unwrap();
    let key = service.client();
    let token = service.token(&key);
    let (nonce, down) =
        (service.dpop.nonce().unwrap(), Revocations::new(Down).with_clock(service.clock.clone()));
    let proof = key.proof("GET", URL).for_token(&token).with_nonce(&nonce).sign().unwrap();
    let valid = with_proof(&token, &proof);
    let cross_site = Request::post("/orders").header("cookie", "__Host-session=a.b.c").body(()).unwrap();
    for (guard, request, status) in [
        (guard.clone(), &get(&[]), 401),
        (guard.clone(), &get(&[("authorization", "DPoP ")]), 400),
        (guard.clone(), &cross_site, 403),
        (guard.clone().with_revocations(down), &valid, 503),
    ] {
        let rejection = guard.authenticate::<Access>(request, &()).await.unwrap_err();
        assert_eq!(rejection.status(), status, "{rejection}");
        assert_eq!(rejection.headers()["dpop-nonce"], nonce, "{status}");
    }
    let failed = guard.reject(jwt_claims::SigningKey::hs256("short").unwrap_err());
    assert_eq!((failed.status().as_u16(), failed.headers()["dpop-nonce"] == *nonce), (500, true));
}

#[tokio::test]
async fn nonces_of_others_are_refused_and_secrets_can_be_replaced() {
    let service = Service::of(|dpop| dpop.with_nonces(secret(2), [secret(1)]));
    let key = service.client();
    let token = service.token(&key);
    let nonce_of = |octet| Service::of(|dpop| dpop.with_nonces(secret(octet), [])).dpop.nonce().unwrap();
    for (nonce, is_accepted) in
        [(nonce_of(1), true), (nonce_of(2), true), (nonce_of(3), false), (String::new(), false)]
    {
        let proof = key.proof("GET", URL).for_token(&token).with_nonce(&nonce).sign().unwrap();
        let result = service.send(&with_proof(&token, &proof)).await.map_err(|rejection| rejection.code());
        assert_eq!(result.is_ok(), is_accepted, "{result:?}");
    }
    assert_eq!(service.dpop.nonce().unwrap(), nonce_of(2));
    assert_eq!(Service::new().dpop.nonce(), None);
}

#[tokio::test]
async fn a_token_endpoint_asks_for_a_nonce_too() {
    let service = Service::of(|dpop| dpop.with_nonces(secret(1), []));
    let key = service.client();
    let request = |proof: String| Request::post("/token").header("dpop", proof).body(()).unwrap();
    let url = "https://api.example.com/token";
    let error =
        service.dpop.verify_proof(&request(key.proof("POST", url).sign().unwrap())).await.unwrap_err();
    assert_eq!(TokenError::of(&error).unwrap().error(), "use_dpop_nonce");
    let nonce = service.dpop.nonce().unwrap();
    let proof = key.proof("POST", url).with_nonce(&nonce).sign().unwrap();
    assert_eq!(service.dpop.verify_proof(&request(proof)).await.unwrap(), key.thumbprint());
}
