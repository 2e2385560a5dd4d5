//! Contexts made from requests.

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, Request};
use axum::http::request::Parts;
use axum::routing::get;
use jwt_claims::axum08::RequestContext;
use jwt_claims::http::{Guard, Rejection};
use jwt_claims::{Claims, Issuer, SigningKey, Verified, Verifier};
use tower::ServiceExt as _;

struct Here {
    tenant: String,
}

impl RequestContext<App> for Here {
    async fn from_request(parts: &mut Parts, app: &App) -> Result<Self, Rejection> {
        match parts.headers.get("host").map(|host| host.to_str()) {
            Some(Ok(host)) => Ok(Self { tenant: host.trim_end_matches(app.domain).to_owned() }),
            _ => Err(Rejection::internal("the proxy must send the header Host")),
        }
    }
}

#[derive(Claims)]
#[claims(ttl = "5m", context = Here)]
struct Access {
    #[claim(equals = cx.tenant)]
    tenant: String,
}

#[derive(Clone)]
struct App {
    guard: Guard,
    domain: &'static str,
}

impl FromRef<App> for Guard {
    fn from_ref(app: &App) -> Self {
        app.guard.clone()
    }
}

async fn whose(access: Verified<Access>) -> String {
    access.tenant.clone()
}

#[tokio::test]
async fn a_context_comes_from_the_request_and_the_state() {
    let key = SigningKey::hs256([7; 32]).expect("a key");
    let access = Access { tenant: "acme".into() };
    let issued = Issuer::new(key.clone()).issue_with(&access, &Here { tenant: "acme".into() });
    let token = issued.expect("valid claims").into_string();
    let state = App { guard: Guard::new(Verifier::new(key.verifying_key())), domain: ".example.com" };
    let open = Router::new().route("/", get(whose)).with_state(state.clone());
    let layer = state.guard.require_with::<Access, App>(state.clone());
    let layered = Router::new().route("/", get(|| async {})).layer(layer).with_state(state.clone());
    let listed = state.guard.routes(Router::new()).route_with::<Access, App>("/", get(whose), state.clone());
    assert_eq!(listed.to_string(), "/ Access\n");
    let listed = listed.into_router().with_state(state);
    for app in [open, layered, listed] {
        for (host, expected) in
            [(Some("acme.example.com"), 200), (Some("evil.example.com"), 403), (None, 500)]
        {
            let mut request = Request::get("/").header("authorization", format!("Bearer {token}"));
            if let Some(host) = host {
                request = request.header("host", host);
            }
            let request = request.body(Body::empty()).expect("a request");
            let response = app.clone().oneshot(request).await.expect("infallible");
            assert_eq!(response.status(), expected, "{host:?}");
        }
    }
}
