//! Which tokens need a proof, and how they may be sent.

use http::Request;
use jwt_claims::dpop::Dpop;
use jwt_claims::{Claims, SigningKey, Verifier};
use jwt_claims_tests::forge;

use super::support::{Access, Bound, NOW, Service, get, with_proof};

const SECRET: &[u8] = &[7; 32];

/// A token with this `cnf`.
fn token_with(cnf: &str) -> String {
    let payload = format!(r#"{{"sub":"alice","exp":{},"iat":{NOW},"cnf":{cnf}}}"#, NOW + 600);
    forge::hs256(SECRET, r#"{"alg":"HS256"}"#, payload)
}

#[tokio::test]
async fn a_bound_token_is_refused_wherever_it_comes_without_a_proof() {
    let strict = Service::new();
    let lenient = Service::of(Dpop::accepting_bearer_tokens);
    for service in [strict, lenient] {
        let key = service.client();
        let token = service.token(&key);
        let proof = || key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
        let guard = service.guard.clone().with_query_parameter("access_token");
        let guard = guard.with_cookie("__Host-session").unwrap().with_form_parameter("access_token");
        let query =
            Request::get(format!("/orders?access_token={token}")).header("dpop", proof()).body(()).unwrap();
        let cookie = get(&[("cookie", &format!("__Host-session={token}")), ("dpop", &proof())]);
        let bearer = get(&[("authorization", &format!("Bearer {token}")), ("dpop", &proof())]);
        let mut form = Request::post("/orders").header("dpop", proof()).body(()).unwrap();
        let body = jwt_claims::http::FormBody::new(format!("access_token={token}").into_bytes());
        form.extensions_mut().insert(body.unwrap());
        for request in [query, cookie, bearer, form] {
            let rejection = guard.token(&request).await.unwrap_err();
            assert_eq!((rejection.code(), rejection.status().as_u16()), ("dpop_required", 401));
        }
        let alone = get(&[("authorization", &format!("DPoP {token}"))]);
        assert_eq!(guard.token(&alone).await.unwrap_err().code(), "dpop_proof_missing");
    }
}

#[tokio::test]
async fn an_unbound_token_is_accepted_as_a_bearer_token_where_that_is_allowed() {
    let strict = Service::new();
    let lenient = Service::of(Dpop::accepting_bearer_tokens);
    let token = strict.bearer_token();
    let bearer = get(&[("authorization", &format!("Bearer {token}"))]);
    assert_eq!(strict.refused(&bearer).await, "dpop_token_unbound");
    assert_eq!(lenient.send(&bearer).await.unwrap(), "alice");
    for service in [strict, lenient] {
        let proof = service.client().proof("GET", "https://api.example.com/orders").for_token(&token).sign();
        let with_scheme = with_proof(&token, &proof.unwrap());
        assert_eq!(service.refused(&with_scheme).await, "dpop_token_unbound");
    }
}

#[tokio::test]
async fn a_guard_without_dpop_refuses_bound_tokens() {
    let service = Service::new();
    let key = service.client();
    let token = service.token(&key);
    let verifier =
        Verifier::new(SigningKey::hs256(SECRET).unwrap().verifying_key()).with_clock(service.clock.clone());
    let guard = jwt_claims::http::Guard::new(verifier.clone());
    let bearer = get(&[("authorization", &format!("Bearer {token}"))]);
    let rejection = guard.authenticate::<Access>(&bearer, &()).await.unwrap_err();
    assert_eq!(rejection.error().unwrap().violations()[0].code(), "unproven");
    let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    let rejection = guard.token(&with_proof(&token, &proof)).await.unwrap_err();
    assert!(rejection.is_missing());
    // and a verifier
    for result in [verifier.verify::<Access>(&token).map(drop), verifier.verify::<Bound>(&token).map(drop)] {
        assert_eq!(result.unwrap_err().violations()[0].code(), "unproven");
    }
}

#[tokio::test]
async fn handlers_read_the_key_and_refine_the_claims() {
    let service = Service::new();
    let key = service.client();
    let token = service.token(&key);
    let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    let token = service.guard.token(&with_proof(&token, &proof)).await.unwrap();
    let access = token.verify::<Access>().await.unwrap();
    let bound = access.refine::<Bound>().unwrap();
    assert_eq!(bound.cnf.jkt, key.thumbprint());
    // the token of a request does not prove anything for another text
    let again = service.issuer.issue(&bound.into_inner()).unwrap();
    assert_eq!(
        service.refused(&get(&[("authorization", &format!("DPoP {}", again.as_str()))])).await,
        "dpop_proof_missing"
    );
}

/// A claims type whose handler checks certificates.
#[derive(Claims)]
#[claims(unchecked(cnf))]
struct Certified {
    sub: String,
}

#[tokio::test]
async fn the_proof_of_one_key_is_not_that_of_another() {
    let service = Service::new();
    let key = service.client();
    let jkt = key.thumbprint();
    let send = async |cnf: &str| {
        let token = token_with(cnf);
        let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
        let token =
            service.guard.token(&with_proof(&token, &proof)).await.map_err(|rejection| rejection.code())?;
        let certified = token.verify::<Certified>().await.unwrap();
        assert_eq!(certified.sub, "alice");
        let verified = token.verify::<Access>().await;
        verified.map(drop).map_err(|rejection| rejection.error().unwrap().violations()[0].code())
    };
    assert_eq!(send(&format!(r#"{{"jkt":"{jkt}"}}"#)).await, Ok(()));
    assert_eq!(send(&format!(r#"{{"jkt":"{jkt}","other":1}}"#)).await, Ok(()));
    let with_certificate = format!(r#"{{"jkt":"{jkt}","x5t#S256":"AQ"}}"#);
    assert_eq!(send(&with_certificate).await, Err("unproven"));
    for cnf in [r#"{"x5t#S256":"AQ"}"#, "{}", "null", r#""a""#, r#"{"jkt":"short"}"#, r#"{"jkt":1}"#] {
        assert_eq!(send(cnf).await, Err("dpop_token_unbound"), "{cnf}");
    }
    let twice = format!(r#"{{}},"cnf":{{"jkt":"{jkt}"}}"#);
    assert_eq!(send(&twice).await, Err("dpop_token_unbound"));
}
