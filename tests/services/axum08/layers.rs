//! Layers run before extractors, and never decide alone if a route is protected.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, Request};
use axum::routing::{any, get, post};
use futures_util::{StreamExt as _, stream};
use jwt_claims::axum08::FormLayer;
use jwt_claims::http::Guard;
use jwt_claims::{Issuer, SigningKey, Verified, Verifier};
use jwt_claims_tests::responses::{Access, Admin, guard, situations};
use tower::ServiceExt as _;
use tower_http::cors::CorsLayer;

use super::counting::counting_key;
use super::{orders, request};

async fn status(app: Router, request: Request) -> u16 {
    app.oneshot(request).await.expect("infallible").status().as_u16()
}

fn plain(method: &str, path: &str) -> Request {
    Request::builder().method(method).uri(path).body(Body::empty()).expect("a request")
}

fn valid() -> Request {
    let valid = situations().into_iter().find(|one| one.name == "a valid token");
    request(&valid.expect("it is listed"))
}

/// Without the layer, `Query` answers 400 before the token is looked for.
#[tokio::test]
async fn a_layer_runs_before_extractors_in_any_order() {
    async fn order(_: Query<BTreeMap<String, u8>>, _: Verified<Access>) {}
    let app = || Router::new().route("/orders", post(order));
    let open = app().with_state(guard());
    assert_eq!(status(open, plain("POST", "/orders?page=x")).await, 400);
    let guarded = app().layer(guard().require::<Access>()).with_state(guard());
    assert_eq!(status(guarded, plain("POST", "/orders?page=x")).await, 401);
}

/// A layer with a weaker type does not open the route, and neither does one of a guard
/// that trusts other keys.
#[tokio::test]
async fn an_extractor_behind_a_layer_still_checks_its_own_type_and_guard() {
    async fn admin(_: Verified<Admin>) {}
    let app = Router::new().route("/orders", get(admin)).layer(guard().require::<Access>());
    assert_eq!(status(app.with_state(guard()), valid()).await, 403);
    let key = SigningKey::hs256("another HMAC secret of at least 32 bytes").expect("a key");
    let other = Guard::new(Verifier::new(key.verifying_key()));
    let app = Router::new().route("/orders", get(orders)).layer(guard().require::<Access>());
    assert_eq!(status(app.with_state(other), valid()).await, 401);
}

#[tokio::test]
async fn a_public_route_is_one_of_the_list_by_its_whole_path() {
    let app = || {
        let inner = Router::new().route("/photo/{id}", any(|| async {})).route("/{id}", any(|| async {}));
        let app = Router::new().route("/health", any(|| async {})).nest("/users", inner);
        app.layer(guard().protect::<Access>(["/health", "/users/photo/{id}"])).with_state(guard())
    };
    for (path, expected) in [
        ("/health", 200),
        ("/users/photo/7", 200),
        ("/users/7", 401),
        ("/users/photo", 401),
        ("/health/", 401),
        ("//health", 401),
        ("/HEALTH", 401),
        ("/%68ealth", 401),
        ("/health/../users/7", 401),
        ("/nothing", 401),
    ] {
        assert_eq!(status(app(), plain("GET", path)).await, expected, "{path}");
    }
}

/// A CORS layer around the guard answers preflight requests, and adds its headers to 401.
/// Inside, the handler of a preflight request does not run without a token.
#[tokio::test]
async fn a_cors_layer_outside_answers_preflight_requests() {
    let preflight = || {
        let mut request = plain("OPTIONS", "/orders");
        request.headers_mut().insert("origin", "https://app.example.com".parse().expect("a value"));
        request.headers_mut().insert("access-control-request-method", "GET".parse().expect("a value"));
        request
    };
    let app = || Router::new().route("/orders", any(orders)).layer(guard().require::<Access>());
    let outside = app().layer(CorsLayer::permissive()).with_state(guard());
    let response = outside.clone().oneshot(preflight()).await.expect("infallible");
    assert_eq!(response.status(), 200);
    let refused = outside.oneshot(plain("GET", "/orders")).await.expect("infallible");
    assert_eq!(refused.status(), 401);
    assert!(refused.headers().contains_key("access-control-allow-origin"));
    assert_eq!(status(app().with_state(guard()), preflight()).await, 401);
}

/// A response to a URL that may contain a token is not stored.
#[tokio::test]
async fn responses_are_not_stored_if_a_token_may_be_in_the_query() {
    let guard = guard().with_query_parameter("access_token");
    let own = || async { ([("cache-control", "private")], "") };
    let app = Router::new().route("/orders", get(orders)).route("/own", get(own));
    let app = app.layer(guard.protect::<Access>(["/own"])).with_state(guard);
    for (request, expected) in [(valid(), "no-store"), (plain("GET", "/own"), "private")] {
        let response = app.clone().oneshot(request).await.expect("infallible");
        assert_eq!(response.headers()["cache-control"], expected);
    }
}

/// However many extractors and layers look at a request, its signature is checked once.
#[tokio::test]
async fn a_signature_is_checked_once_for_a_request() {
    async fn all(_: Verified<Access>, _: Option<Verified<Access>>, _: Verified<Access>) {}
    let (key, verifying, count) = counting_key();
    let issued = Issuer::new(key).issue(&access()).expect("valid claims");
    let guard = Guard::new(Verifier::new(verifying));
    let app = || Router::new().route("/orders", get(all));
    let layered = app().layer(guard.require::<Access>()).layer(guard.require::<Access>());
    for app in [app(), layered] {
        let mut request = plain("GET", "/orders");
        let header = format!("Bearer {}", issued.as_str()).parse().expect("a header");
        request.headers_mut().insert("authorization", header);
        let before = count.load(Ordering::Relaxed);
        assert_eq!(status(app.with_state(guard.clone()), request).await, 200);
        assert_eq!(count.load(Ordering::Relaxed) - before, 1);
    }
}

fn access() -> Access {
    Access { sub: "alice".into(), roles: Vec::new(), scope: None, auth_time: None }
}

/// A body of 10 MB, and how many of its parts of 64 KiB were read.
fn long_body() -> (Body, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let read = Arc::clone(&count);
    let parts = stream::iter(0..160).map(move |_| {
        read.fetch_add(1, Ordering::Relaxed);
        Ok::<_, Infallible>(vec![b'a'; 64 * 1024])
    });
    (Body::from_stream(parts), count)
}

/// A refused request costs its sender's bandwidth, not the memory of the service.
#[tokio::test]
async fn the_body_of_a_refused_request_is_not_read() {
    let form = "application/x-www-form-urlencoded";
    let guard = guard().with_form_parameter("access_token");
    let app = || Router::new().route("/orders", post(orders)).layer(guard.require::<Access>());
    for (content_type, layer, status, most) in
        [("text/plain", true, 401, 0), (form, false, 401, 0), (form, true, 413, 2)]
    {
        let (body, count) = long_body();
        let request = Request::post("/orders").header("content-type", content_type).body(body);
        let app = if layer { app().layer(FormLayer::new()) } else { app() };
        let response = app.with_state(guard.clone()).oneshot(request.expect("a request")).await;
        assert_eq!(response.expect("infallible").status(), status, "{content_type} {layer}");
        assert!(count.load(Ordering::Relaxed) <= most, "{content_type} {layer}: {count:?}");
    }
}
