//! DPoP in actix-web: scopes, the middleware, and `DPoP-Nonce` on responses.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderValue, WWW_AUTHENTICATE};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, HttpResponse, web};
use jwt_claims::actix4::require;
use jwt_claims::dpop::{Confirmation, Dpop, ProofKey};
use jwt_claims::http::{Guard, Rejection};
use jwt_claims::sessions::Secret;
use jwt_claims::store::MemoryStore;
use jwt_claims::{Algorithm, Challenge, Claims, Issuer, SigningKey, Verified, Verifier};

#[derive(Claims)]
#[claims(ttl = "5m")]
struct Access {
    sub: String,
    cnf: Confirmation,
}

struct Client {
    key: ProofKey,
    token: String,
}

fn signing_key() -> SigningKey {
    SigningKey::hs256([7; 32]).expect("a key")
}

impl Client {
    fn new() -> Self {
        let key = ProofKey::generate(Algorithm::ES256).expect("a key");
        let claims = Access { sub: "alice".into(), cnf: Confirmation::new(key.thumbprint()) };
        let token = Issuer::new(signing_key()).issue(&claims).expect("a token").as_str().to_owned();
        Self { key, token }
    }

    fn get(&self, path: &str, nonce: Option<&str>) -> TestRequest {
        let url = format!("https://api.example.com{path}");
        let mut proof = self.key.proof("GET", &url).for_token(&self.token);
        if let Some(nonce) = nonce {
            proof = proof.with_nonce(nonce);
        }
        let request =
            TestRequest::get().uri(path).insert_header(("authorization", format!("DPoP {}", self.token)));
        request.insert_header(("dpop", proof.sign().expect("a proof")))
    }
}

fn guard(with_nonces: bool) -> Guard {
    let mut dpop =
        Dpop::new(MemoryStore::new(100).expect("a store"), "https://api.example.com").expect("a URL");
    if with_nonces {
        dpop = dpop.with_nonces(Secret::from_bytes([7; 32]).expect("a secret"), []);
    }
    Guard::new(Verifier::new(signing_key().verifying_key())).with_dpop(dpop)
}

async fn orders(one: Verified<Access>, two: Verified<Access>) -> String {
    assert_eq!(one.cnf, two.cnf);
    one.sub.clone()
}

fn header<'r>(response: &'r ServiceResponse<impl MessageBody>, name: &str) -> Option<&'r str> {
    response.headers().get(name).and_then(|value| value.to_str().ok())
}

#[actix_web::test]
async fn a_proof_is_for_the_path_with_its_scopes() {
    let guarded =
        || web::scope("/b").wrap(from_fn(require::<Access>)).route("/orders", web::get().to(orders));
    let app = App::new().app_data(guard(false)).service(web::scope("/a").service(guarded()));
    let app = init_service(app).await;
    let client = Client::new();
    let request = client.get("/a/b/orders?page=2", None).to_request();
    assert_eq!(call_service(&app, request).await.status(), 200);
    let wrong = client.get("/orders", None).uri("/a/b/orders").to_request();
    let response = call_service(&app, wrong).await;
    assert_eq!(response.status(), 401);
    assert!(header(&response, "www-authenticate").is_some_and(|value| value.contains("invalid_dpop_proof")));
}

#[actix_web::test]
async fn responses_have_the_next_nonce() {
    let app = App::new().app_data(guard(true));
    let app = app.service(web::resource("/orders").wrap(from_fn(require::<Access>)).get(orders));
    let app = init_service(app).await;
    let client = Client::new();
    let refused = call_service(&app, client.get("/orders", None).to_request()).await;
    assert_eq!(refused.status(), 401);
    let nonce = header(&refused, "dpop-nonce").expect("a nonce");
    let accepted = call_service(&app, client.get("/orders", Some(nonce)).to_request()).await;
    assert_eq!((accepted.status().as_u16(), header(&accepted, "cache-control")), (200, Some("no-store")));
    assert!(header(&accepted, "dpop-nonce").is_some());
}

#[actix_web::test]
async fn responses_that_a_cache_may_store_have_no_nonce() {
    let public =
        async |_: Verified<Access>| HttpResponse::Ok().insert_header(("cache-control", "public")).finish();
    let app = App::new().app_data(guard(true));
    let app = app.service(web::resource("/orders").wrap(from_fn(require::<Access>)).get(public));
    let app = init_service(app).await;
    let client = Client::new();
    let refused = call_service(&app, client.get("/orders", None).to_request()).await;
    let nonce = header(&refused, "dpop-nonce").expect("a nonce");
    let accepted = call_service(&app, client.get("/orders", Some(nonce)).to_request()).await;
    assert_eq!((accepted.status().as_u16(), header(&accepted, "cache-control")), (200, Some("public")));
    assert!(header(&accepted, "dpop-nonce").is_none());
}

/// A handler that knows no guard: the middleware in front of it says the rest.
#[actix_web::test]
async fn a_middleware_completes_the_challenge_of_a_handler() {
    let refuse = async || Err::<String, Rejection>(Challenge::insufficient_scope("no").into());
    let app = App::new().app_data(guard(false).with_realm("orders"));
    let app = app.service(web::resource("/orders").wrap(from_fn(require::<Access>)).get(refuse));
    let app = init_service(app).await;
    let response = call_service(&app, Client::new().get("/orders", None).to_request()).await;
    let challenge = header(&response, "www-authenticate").expect("a challenge");
    let expected = "DPoP realm=\"orders\", error=\"insufficient_scope\", error_description=\"no\", algs=";
    assert!(response.status() == 403 && challenge.starts_with(expected), "{challenge}");
}

/// A middleware between the handler and the guard has made another answer.
#[actix_web::test]
async fn a_middleware_keeps_the_challenge_that_the_service_has_changed() {
    for own in [None, Some("Basic")] {
        let refuse = async || Err::<String, Rejection>(Challenge::insufficient_scope("no").into());
        let change = from_fn(move |request: ServiceRequest, next: Next<_>| async move {
            let mut response = next.call(request).await?;
            response.headers_mut().remove(WWW_AUTHENTICATE);
            if let Some(own) = own {
                response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(own));
            }
            Ok::<_, actix_web::Error>(response)
        });
        let route = web::resource("/orders").wrap(change).wrap(from_fn(require::<Access>)).get(refuse);
        let app = init_service(App::new().app_data(guard(false)).service(route)).await;
        let response = call_service(&app, Client::new().get("/orders", None).to_request()).await;
        assert_eq!((response.status().as_u16(), header(&response, "www-authenticate")), (403, own));
    }
}
