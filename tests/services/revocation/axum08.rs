//! With the adapter for axum.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use jwt_claims::Verified;
use jwt_claims::axum08::FormLayer;
use jwt_claims::http::{Guard, Rejection};
use tower::ServiceExt as _;

use super::{Access, Admin, Service};

async fn one(_: Verified<Access>) {}

/// Two extractors of one request.
async fn two(_: Verified<Access>, _: Result<Verified<Admin>, Rejection>) {}

async fn optional(access: Option<Verified<Access>>) -> String {
    access.map_or("stranger".into(), |access| access.sub.clone())
}

async fn admin(_: Verified<Admin>) {}

fn app(guard: &Guard) -> Router {
    let routes = Router::new().route("/one", get(one).post(one)).route("/two", get(two));
    let routes = routes.route("/optional", get(optional)).route("/admin", get(admin));
    routes.layer(FormLayer::new()).with_state(guard.clone())
}

/// With a layer before the extractors.
fn layered(guard: &Guard) -> Router {
    app(guard).layer(guard.require::<Access>()).layer(FormLayer::new())
}

async fn status(app: &Router, request: Request) -> u16 {
    app.clone().oneshot(request).await.unwrap().status().as_u16()
}

fn bearer(path: &str, token: &str) -> Request {
    Request::get(path).header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap()
}

fn link(path: &str, token: &str) -> Request {
    Request::get(format!("{path}?token={token}")).body(Body::empty()).unwrap()
}

fn cookie(path: &str, token: &str) -> Request {
    let request = Request::get(path).header("cookie", format!("__Host-token={token}"));
    request.body(Body::empty()).unwrap()
}

fn form(path: &str, token: &str) -> Request {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    request.body(Body::from(format!("token={token}"))).unwrap()
}

#[tokio::test]
async fn a_revoked_token_is_refused_by_each_extractor_and_layer() {
    let service = Service::new();
    for app in [app(&service.guard()), layered(&service.guard())] {
        for path in ["/one", "/two", "/optional", "/admin"] {
            let (token, other) = (service.token("alice", "admin"), service.token("alice", "admin"));
            assert_eq!(status(&app, bearer(path, &token)).await, 200, "{path}");
            service.revocations.revoke(&service.verified(&token)).await.unwrap();
            assert_eq!(status(&app, bearer(path, &token)).await, 401, "{path}");
            assert_eq!(status(&app, bearer(path, &other)).await, 200, "{path}");
        }
    }
}

#[tokio::test]
async fn the_answer_is_that_of_an_invalid_token() {
    let service = Service::new();
    let token = service.token("alice", "user");
    service.revocations.revoke_session("session of alice").await.unwrap();
    let response = app(&service.guard()).oneshot(bearer("/one", &token)).await.unwrap();
    let challenge = response.headers()["www-authenticate"].to_str().unwrap();
    assert_eq!(challenge, r#"Bearer error="invalid_token", error_description="the token was revoked""#);
}

#[tokio::test]
async fn one_request_asks_once() {
    let service = Service::new();
    for app in [app(&service.guard()), layered(&service.guard())] {
        for path in ["/one", "/two", "/optional"] {
            assert_eq!(status(&app, bearer(path, &service.token("alice", "user"))).await, 200);
            assert_eq!(service.store.calls(), (1, 0), "{path}");
        }
    }
    let app = layered(&service.single_use());
    assert_eq!(status(&app, link("/two", &service.token("alice", "user"))).await, 200);
    assert_eq!(service.store.calls(), (1, 1));
}

#[tokio::test]
async fn if_the_store_is_down_nothing_is_accepted() {
    let service = Service::new();
    let token = service.token("alice", "admin");
    service.store.set_down(true);
    for guard in [service.guard(), service.single_use()] {
        for app in [app(&guard), layered(&guard)] {
            for path in ["/one", "/two", "/optional", "/admin"] {
                let response = app.clone().oneshot(bearer(path, &token)).await.unwrap();
                assert_eq!(response.status().as_u16(), 503);
                assert_eq!(response.headers()["retry-after"], "5");
            }
        }
    }
    let app = app(&service.guard().with_revocations(service.revocations.clone().accept_if_unavailable()));
    assert_eq!(status(&app, bearer("/one", &token)).await, 200);
}

#[tokio::test]
async fn a_token_is_for_one_request_wherever_it_is() {
    let service = Service::new();
    for app in [app(&service.single_use()), layered(&service.single_use())] {
        for path in ["/one", "/two", "/optional"] {
            let token = service.token("alice", "user");
            assert_eq!(status(&app, link(path, &token)).await, 200, "{path}");
            assert_eq!(status(&app, link(path, &token)).await, 401, "{path}");
            assert_eq!(status(&app, form("/one", &token)).await, 401, "{path}");
            // somebody who has read it in a log
            assert_eq!(status(&app, bearer(path, &token)).await, 401, "{path}");
            assert_eq!(status(&app, cookie(path, &token)).await, 401, "{path}");
        }
        for request in [bearer, cookie] {
            let token = service.token("alice", "user");
            assert_eq!(status(&app, request("/one", &token)).await, 200);
            assert_eq!(status(&app, link("/one", &token)).await, 401);
            assert_eq!(status(&app, request("/one", &token)).await, 401);
        }
        let token = service.token("alice", "user");
        assert_eq!(status(&app, form("/one", &token)).await, 200);
        assert_eq!(status(&app, form("/one", &token)).await, 401);
    }
}

/// A guard for the layer, and another one for the extractors.
#[tokio::test]
async fn two_guards_of_one_request_use_its_token_once() {
    let service = Service::new();
    let guard = service.single_use();
    let app = app(&guard.clone().with_realm("orders"));
    let app = app.layer(guard.require::<Access>()).layer(FormLayer::new());
    for path in ["/one", "/two", "/optional"] {
        let token = service.token("alice", "user");
        assert_eq!(status(&app, link(path, &token)).await, 200, "{path}");
        assert_eq!(status(&app, link(path, &token)).await, 401, "{path}");
    }
}

/// What one guard has accepted, another one may refuse.
#[tokio::test]
async fn each_guard_of_a_request_looks_the_token_up() {
    let service = Service::new();
    let app = app(&service.guard());
    let app = app.layer(Guard::new(service.verifier.clone()).require::<Access>());
    let token = service.token("alice", "user");
    assert_eq!(status(&app, bearer("/one", &token)).await, 200);
    service.revocations.revoke_subject("alice").await.unwrap();
    assert_eq!(status(&app, bearer("/one", &token)).await, 401);
}

#[tokio::test]
async fn a_refused_request_does_not_use_the_token_up() {
    let service = Service::new();
    let app = app(&service.single_use());
    let token = service.token("alice", "user");
    assert_eq!(status(&app, link("/admin", &token)).await, 403);
    service.store.set_down(true);
    assert_eq!(status(&app, link("/one", &token)).await, 503);
    service.store.set_down(false);
    assert_eq!(status(&app, link("/one", &token)).await, 200);
    let revoked = service.token("alice", "user");
    service.revocations.revoke(&service.verified(&revoked)).await.unwrap();
    service.store.calls();
    assert_eq!(status(&app, link("/one", &revoked)).await, 401);
    assert_eq!(service.store.calls(), (1, 0), "it was not used up");
}
