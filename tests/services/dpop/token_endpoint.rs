//! Tokens and sessions that are bound at a token endpoint (RFC 9449 §5).

use http::Request;
use jwt_claims::dpop::{Confirmation, ProofKey};
use jwt_claims::jwk::Thumbprint;
use jwt_claims::sessions::{NewSession, Presenter, Secret, Sessions, TokenError, TokenResponse};
use jwt_claims::store::MemoryStore;

use super::support::{Bound, Service, get, with_proof};

fn request(key: &ProofKey) -> Request<()> {
    let proof = key.proof("POST", "https://api.example.com/token").sign().unwrap();
    Request::post("/token").header("dpop", proof).body(()).unwrap()
}

fn sessions() -> Sessions {
    Sessions::new(MemoryStore::new(10).unwrap(), Secret::from_bytes([7; 32]).unwrap())
}

#[tokio::test]
async fn a_token_is_bound_used_and_refreshed_with_one_key() {
    let (service, sessions) = (Service::new(), sessions());
    let (key, thief) = (service.client(), service.client());
    let jkt = service.dpop.verify_proof(&request(&key)).await.unwrap();
    assert_eq!(jkt, key.thumbprint());
    let session = sessions.create(NewSession::new("alice", "app").unwrap().bound_to_key(&jkt)).await.unwrap();
    let claims = Bound { sub: session.subject().into(), cnf: Confirmation::new(jkt) };
    let issued = service.issuer.issue(&claims).unwrap();
    let answer = serde_json::to_value(TokenResponse::dpop(issued.as_str(), 900, &session)).unwrap();
    assert_eq!(answer["token_type"], "DPoP");
    let proof = key.proof("GET", "https://api.example.com/orders").for_token(issued.as_str()).sign().unwrap();
    assert_eq!(service.send(&with_proof(issued.as_str(), &proof)).await.unwrap(), "alice");

    // a thief of the refresh token has another key, or none
    let of_thief = service.dpop.verify_proof(&request(&thief)).await.unwrap();
    let code = async |presenter: Presenter<'_>| {
        let result = sessions.refresh(session.refresh_token(), presenter).await;
        let error = result.map(drop).unwrap_err();
        assert_eq!(TokenError::of(&error).unwrap().error(), "invalid_grant");
        error.code()
    };
    assert_eq!(code(Presenter::new("app", &of_thief)).await, "refresh_token_invalid");
    assert_eq!(code("app".into()).await, "refresh_token_invalid");
    assert_eq!(code(Presenter::new("other", &jkt)).await, "refresh_token_invalid");
    assert!(!sessions.revoke_token(session.refresh_token(), "other").await.unwrap());

    let next = sessions.refresh(session.refresh_token(), Presenter::new("app", &jkt)).await.unwrap();
    assert_eq!(next.subject(), "alice");
    // its next tokens are bound, too
    let unbound = sessions.refresh(next.refresh_token(), "app").await.unwrap_err();
    assert_eq!(unbound.code(), "refresh_token_invalid");
    assert!(sessions.refresh(next.refresh_token(), Presenter::new("app", &jkt)).await.is_ok());
    // a logout needs no proof
    assert!(sessions.revoke_token(next.refresh_token(), "app").await.unwrap());
    let over = sessions.refresh(next.refresh_token(), Presenter::new("app", &jkt)).await.unwrap_err();
    assert_eq!(over.code(), "session_ended");
}

#[tokio::test]
async fn a_session_without_a_key_is_not_bound_later() {
    let (service, sessions) = (Service::new(), sessions());
    let jkt = service.client().thumbprint();
    let session = sessions.create(NewSession::new("alice", "app").unwrap()).await.unwrap();
    let bound = sessions.refresh(session.refresh_token(), Presenter::new("app", &jkt)).await.unwrap_err();
    assert_eq!(bound.code(), "refresh_token_invalid");
    assert!(sessions.refresh(session.refresh_token(), "app").await.is_ok());
}

#[tokio::test]
async fn a_proof_is_optional_where_bearer_tokens_are_issued() {
    let service = Service::new();
    let without = Request::post("/token").body(()).unwrap();
    assert_eq!(service.dpop.verify_optional_proof(&without).await.unwrap(), None);
    let error = service.dpop.verify_proof(&without).await.unwrap_err();
    assert_eq!(error.code(), "dpop_proof_missing");
    let key = service.client();
    let with = request(&key);
    assert_eq!(service.dpop.verify_optional_proof(&with).await.unwrap(), Some(key.thumbprint()));
    let error = service.dpop.verify_optional_proof(&with).await.unwrap_err();
    assert_eq!(error.code(), "dpop_proof_reused");
    assert_eq!(TokenError::of(&error).unwrap().error(), "invalid_dpop_proof");
    let junk = Request::post("/token").header("dpop", "junk").body(()).unwrap();
    assert_eq!(service.dpop.verify_optional_proof(&junk).await.unwrap_err().code(), "dpop_proof_invalid");
}

#[test]
fn a_thumbprint_has_one_spelling() {
    let text = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
    let thumbprint: Thumbprint = text.parse().unwrap();
    assert_eq!(
        serde_json::to_string(&Confirmation::new(thumbprint)).unwrap(),
        format!(r#"{{"jkt":"{text}"}}"#)
    );
    for other in
        ["", "0ZcO", &text[..42], &format!("{text}="), &text.replace('-', "+"), &format!("{}J", &text[..42])]
    {
        assert!(other.parse::<Thumbprint>().is_err(), "{other}");
        let json = format!(r#"{{"jkt":"{other}"}}"#);
        assert!(serde_json::from_str::<Confirmation>(&json).is_err(), "{other}");
    }
}

/// `invalid_token` is no code of a token endpoint (RFC 6749 §5.2).
#[tokio::test]
async fn errors_of_access_tokens_are_no_answers_of_a_token_endpoint() {
    let service = Service::new();
    let (key, other) = (service.client(), service.client());
    let token = service.token(&key);
    let url = "https://api.example.com/orders";
    let of_other = other.proof("GET", url).for_token(&token).sign().unwrap();
    let unbound = service.bearer_token();
    let requests = [
        (with_proof(&token, &of_other), "dpop_key_mismatch"),
        (with_proof(&unbound, &of_other), "dpop_token_unbound"),
        (get(&[("authorization", &format!("Bearer {token}"))]), "dpop_required"),
    ];
    for (request, code) in requests {
        let rejection = service.send(&request).await.unwrap_err();
        assert_eq!(rejection.code(), code);
        assert_eq!(TokenError::of(rejection.error().unwrap()), None, "{code}");
    }
}
