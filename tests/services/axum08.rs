//! The adapter for axum 0.8.

mod contexts;
mod counting;
mod layers;
mod load;
mod routes;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Response};
use axum::routing::get;
use jwt_claims::Verified;
use jwt_claims::axum08::FormLayer;
use jwt_claims::http::Guard;
use jwt_claims_tests::responses::{Access, Admin, Export, Situation, Transfer, situations};
use tower::ServiceExt as _;

async fn orders(access: Verified<Access>, body: Bytes) -> String {
    format!("orders of {}; {} bytes", access.sub, body.len())
}

async fn admin(_: Verified<Admin>) -> &'static str {
    "admin"
}

async fn export(_: Verified<Export>) -> &'static str {
    "export"
}

async fn transfer(_: Verified<Transfer>) -> &'static str {
    "transfer"
}

async fn greeting(access: Option<Verified<Access>>) -> String {
    access.map_or("stranger".into(), |access| access.sub.clone())
}

/// The routes; each handler has its extractor.
fn router() -> Router<Guard> {
    Router::new()
        .route("/orders", get(orders).post(orders).put(orders))
        .route("/admin", get(admin))
        .route("/export", get(export))
        .route("/transfer", get(transfer))
        .route("/greeting", get(greeting))
}

/// The service, with extractors alone.
fn with_extractors(guard: &Guard) -> Router {
    router().layer(FormLayer::new()).with_state(guard.clone())
}

/// The same with layers before the extractors.
fn with_layers(guard: &Guard) -> Router {
    guard
        .routes(Router::new())
        .route::<Access>("/orders", get(orders).post(orders).put(orders))
        .route::<Admin>("/admin", get(admin))
        .route::<Export>("/export", get(export))
        .route::<Transfer>("/transfer", get(transfer))
        .public("/greeting", get(greeting))
        .into_router()
        .layer(FormLayer::new())
        .with_state(guard.clone())
}

/// The same with one layer around all routes.
fn with_one_layer(guard: &Guard) -> Router {
    let protected = router().layer(guard.protect::<Access>(["/greeting"]));
    protected.layer(FormLayer::new()).with_state(guard.clone())
}

#[tokio::test]
async fn every_situation_has_its_answer() {
    for service in [with_extractors, with_layers, with_one_layer] {
        for situation in situations() {
            let response =
                service(&situation.guard()).oneshot(request(&situation)).await.expect("infallible");
            check(&situation, response).await;
        }
    }
}

fn request(situation: &Situation) -> Request {
    let query = situation.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let mut request = Request::new(Body::from(situation.body.clone()));
    *request.method_mut() = situation.method.parse().expect("a method");
    *request.uri_mut() = format!("{}{query}", situation.path).parse().expect("a path");
    for (name, value) in &situation.headers {
        request.headers_mut().append(*name, HeaderValue::from_bytes(value).expect("a header"));
    }
    request
}

async fn check(situation: &Situation, response: Response<Body>) {
    let name = situation.name;
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 4096).await.expect("a short body");
    let body = String::from_utf8_lossy(&body);
    assert_eq!(parts.status.as_u16(), situation.status, "{name}: {body}");
    let header = |name| parts.headers.get(name).map(|value: &HeaderValue| value.to_str().expect("text"));
    assert_eq!(header("www-authenticate"), situation.challenge.as_deref(), "{name}");
    assert_eq!(header("retry-after"), situation.retry_after, "{name}");
    if situation.status == 200 {
        // a handler gets the body as it was sent
        let bytes = format!("; {} bytes", situation.body.len());
        assert!(
            situation.path != "/orders" || situation.method == "HEAD" || body.ends_with(&bytes),
            "{name}: {body}"
        );
    } else {
        assert_eq!(header("content-type"), Some("application/problem+json"), "{name}");
        assert_eq!(header("cache-control"), Some("no-store"), "{name}");
        let problem: serde_json::Value = serde_json::from_str(&body).expect("a problem document");
        assert_eq!(problem["status"], situation.status, "{name}");
        assert!(["admin", "alice", "jwks"].iter().all(|secret| !body.contains(secret)), "{name}: {body}");
    }
}
