//! DPoP in axum: nested routers, layers, and `DPoP-Nonce` on responses.

use axum::Router;
use axum::body::Body;
use axum::extract::OriginalUri;
use axum::http::header::{CACHE_CONTROL, LOCATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use axum::middleware::map_response;
use axum::response::{AppendHeaders, IntoResponse as _};
use axum::routing::get;
use jwt_claims::axum08::RequestContext;
use jwt_claims::http::{Guard, Rejection};
use jwt_claims::sessions::Secret;
use jwt_claims::{Challenge, Claims, Error, FixedClock, Issuer, SigningKey, Verified, Verifier};
use std::time::Duration;
use tower::ServiceExt;

use super::support::{Access, Bound, Service};

async fn orders(access: Verified<Access>, bound: Verified<Bound>) -> String {
    format!("{} {}", access.sub, bound.cnf.jkt)
}

/// `/orders`, `/v1/a/orders`, and `/guarded/orders` behind a layer.
fn app(service: &Service) -> Router {
    let routes = || Router::new().route("/orders", get(orders));
    let guarded = routes().layer(service.guard.require::<Access>());
    let app = routes().nest("/v1", Router::new().nest("/a", routes())).nest("/guarded", guarded);
    app.with_state(service.guard.clone())
}

async fn send(service: &Service, path: &str, nonce: Option<&str>) -> Response<Body> {
    let key = service.client();
    let token = service.token(&key);
    let url = format!("https://api.example.com{path}");
    let mut proof = key.proof("GET", &url).for_token(&token);
    if let Some(nonce) = nonce {
        proof = proof.with_nonce(nonce);
    }
    let request = Request::get(path).header("authorization", format!("DPoP {token}"));
    let request = request.header("dpop", proof.sign().unwrap()).body(Body::empty()).unwrap();
    app(service).oneshot(request).await.unwrap()
}

#[tokio::test]
async fn a_proof_is_for_the_whole_path_and_used_once_for_all_arguments() {
    let service = Service::new();
    for path in ["/orders", "/v1/a/orders", "/guarded/orders", "/v1/a/orders?page=2"] {
        assert_eq!(send(&service, path, None).await.status(), 200, "{path}");
    }
}

/// A layer may be stricter than the state of its router: both are of one `Dpop`.
#[tokio::test]
async fn a_layer_and_extractors_with_other_settings_use_a_proof_once() {
    let service = Service::new();
    let lenient = service.guard.clone().with_dpop(service.dpop.clone().accepting_bearer_tokens());
    let guards = [service.guard.clone(), lenient];
    for [of_layer, of_state] in [[0, 1], [1, 0]] {
        let routes = Router::new().route("/orders", get(orders));
        let app = routes.layer(guards[of_layer].require::<Access>()).with_state(guards[of_state].clone());
        let key = service.client();
        let token = service.token(&key);
        let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
        let request = || {
            let request = Request::get("/orders").header("authorization", format!("DPoP {token}"));
            request.header("dpop", &proof).body(Body::empty()).unwrap()
        };
        assert_eq!(app.clone().oneshot(request()).await.unwrap().status(), 200);
        assert_eq!(app.oneshot(request()).await.unwrap().status(), 401);
    }
}

#[tokio::test]
async fn responses_behind_a_layer_have_the_next_nonce() {
    let service = Service::of(|dpop| dpop.with_nonces(Secret::from_bytes([7; 32]).unwrap(), []));
    let refused = send(&service, "/guarded/orders", None).await;
    assert_eq!(refused.status(), 401);
    let nonce = refused.headers()["dpop-nonce"].to_str().unwrap().to_owned();
    let accepted = send(&service, "/guarded/orders", Some(&nonce)).await;
    assert_eq!(accepted.status(), 200);
    assert_eq!(accepted.headers()["dpop-nonce"], nonce);
    assert_eq!(accepted.headers()["cache-control"], "no-store");
    assert_eq!(refused.headers().get_all("dpop-nonce").iter().count(), 1);
    assert!(send(&Service::new(), "/guarded/orders", None).await.headers().get("dpop-nonce").is_none());
}

/// A nonce in a cache is an old one, and `no-store` on a page for everyone is a loss.
#[tokio::test]
async fn responses_that_a_cache_may_store_have_no_nonce() {
    let service = Service::of(|dpop| dpop.with_nonces(Secret::from_bytes([7; 32]).unwrap(), []));
    let key = service.client();
    let token = service.token(&key);
    let send = async |path: &'static str, cache_control: Option<&'static str>| {
        let handler = async move || AppendHeaders(cache_control.map(|value| (CACHE_CONTROL, value)));
        let app = Router::new().route("/orders", get(handler)).route("/health", get(handler));
        let app = app.layer(service.guard.protect::<Access>(["/health"])).with_state(service.guard.clone());
        let nonce = service.dpop.nonce().unwrap();
        let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).with_nonce(&nonce);
        let request = Request::get(path).header("authorization", format!("DPoP {token}"));
        let request = request.header("dpop", proof.sign().unwrap()).body(Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        let cache_control =
            response.headers().get(CACHE_CONTROL).map(|value| value.to_str().unwrap().to_owned());
        (cache_control, response.headers().contains_key("dpop-nonce"))
    };
    let own = |value: &str| Some(value.to_owned());
    assert_eq!(send("/orders", None).await, (own("no-store"), true));
    for value in ["no-store", "private, No-Store"] {
        assert_eq!(send("/orders", Some(value)).await, (own(value), true));
    }
    for value in ["public, max-age=60", "private", "max-age=60", "", "x-no-store"] {
        assert_eq!(send("/orders", Some(value)).await, (own(value), false));
    }
    assert_eq!(send("/health", None).await, (None, false));
}

/// Middleware in front of the router that removes the slash at the end.
#[tokio::test]
async fn a_path_that_middleware_changes_is_kept_by_other_middleware() {
    let service = Service::new();
    let key = service.client();
    let token = service.token(&key);
    for (is_kept, expected) in [(true, 200), (false, 401)] {
        let proof = key.proof("GET", "https://api.example.com/orders/").for_token(&token).sign().unwrap();
        let request = Request::get("/orders/").header("authorization", format!("DPoP {token}"));
        let mut request = request.header("dpop", proof).body(Body::empty()).unwrap();
        if is_kept {
            let uri = OriginalUri(request.uri().clone());
            request.extensions_mut().insert(uri);
        }
        *request.uri_mut() = "/orders".parse().unwrap();
        assert_eq!(app(&service).oneshot(request).await.unwrap().status(), expected);
    }
}

/// A handler that knows no guard: the layer in front of it says the rest.
#[tokio::test]
async fn a_layer_completes_the_challenge_of_a_handler() {
    let own = async || Err::<(), Rejection>(Challenge::insufficient_scope("no").into());
    let error = async || -> Result<(), Rejection> {
        Err::<(), Error>(stale())?;
        Ok(())
    };
    let changed = async || {
        let rejection = Rejection::from(Challenge::insufficient_scope("no"));
        (rejection.status(), [(WWW_AUTHENTICATE, "Bearer")]).into_response()
    };
    let down = async || Err::<(), _>(Rejection::unavailable(Duration::from_secs(5), "down"));
    let service = Service::of(|dpop| dpop.with_nonces(Secret::from_bytes([7; 32]).unwrap(), []));
    let other = service.guard.clone().with_realm("outer");
    let routes = Router::new().route("/own", get(own)).route("/error", get(error));
    let routes = routes.route("/changed", get(changed)).route("/down", get(down));
    let app = routes.layer(service.guard.require::<Access>()).layer(other.require::<Access>());
    let key = service.client();
    let token = service.token(&key);
    let algs = "algs=\"ES256 EdDSA Ed25519 PS256\"";
    let of_own =
        format!("DPoP realm=\"orders\", error=\"insufficient_scope\", error_description=\"no\", {algs}");
    let of_error = format!(
        "DPoP realm=\"orders\", error=\"invalid_token\", error_description=\"the token has expired\", {algs}"
    );
    for (path, status, challenge) in [
        ("/own", 403, Some(&*of_own)),
        ("/error", 401, Some(&*of_error)),
        ("/changed", 403, Some("Bearer")),
        ("/down", 503, None),
    ] {
        let (url, nonce) = (format!("https://api.example.com{path}"), service.dpop.nonce().unwrap());
        let proof = key.proof("GET", &url).for_token(&token).with_nonce(&nonce).sign().unwrap();
        let request = Request::get(path).header("authorization", format!("DPoP {token}"));
        let request = request.header("dpop", proof).body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        let found = response.headers().get(WWW_AUTHENTICATE).map(|value| value.to_str().unwrap());
        assert_eq!((response.status().as_u16(), found), (status, challenge), "{path}");
        assert!(response.headers().contains_key("dpop-nonce"), "{path}");
        assert_eq!(
            response.headers().get_all(WWW_AUTHENTICATE).iter().count(),
            usize::from(challenge.is_some())
        );
    }
}

/// A layer between the handler and the guard makes another answer of a refusal.
#[tokio::test]
async fn a_layer_keeps_the_challenge_that_the_service_has_changed() {
    type Change = fn(Response<Body>) -> Response<Body>;
    let removed: Change = |mut response| {
        response.headers_mut().remove(WWW_AUTHENTICATE);
        response
    };
    let redirect: Change = |mut response| {
        *response.status_mut() = StatusCode::SEE_OTHER;
        *response.headers_mut() = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static("/login"))]);
        response
    };
    let replaced: Change = |mut response| {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic"));
        response
    };
    let added: Change = |mut response| {
        response.headers_mut().append(WWW_AUTHENTICATE, HeaderValue::from_static("Basic"));
        response
    };
    let own = "Bearer error=\"insufficient_scope\", error_description=\"no\"";
    let service = Service::new();
    let key = service.client();
    let token = service.token(&key);
    for (change, status, challenges) in [
        (removed, 403, vec![]),
        (redirect, 303, vec![]),
        (replaced, 403, vec!["Basic"]),
        (added, 403, vec![own, "Basic"]),
    ] {
        let refuse = async || Err::<(), Rejection>(Challenge::insufficient_scope("no").into());
        let app = Router::<()>::new()
            .route("/orders", get(refuse))
            .layer(map_response(move |r| async move { change(r) }));
        let app = app.layer(service.guard.require::<Access>());
        let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
        let request = Request::get("/orders").header("authorization", format!("DPoP {token}"));
        let request = request.header("dpop", proof).body(Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        let found = response.headers().get_all(WWW_AUTHENTICATE).iter();
        let found: Vec<_> = found.map(|value| value.to_str().unwrap()).collect();
        assert_eq!((response.status().as_u16(), found), (status, challenges));
    }
}

/// The error of another token, for example one in the body of a request.
fn stale() -> Error {
    let key = SigningKey::hs256([7; 32]).unwrap();
    let issuer = Issuer::new(key.clone()).with_clock(FixedClock::at(1_000));
    let token = issuer.issue(&Access { sub: "alice".into() }).unwrap();
    let verifier = Verifier::new(key.verifying_key()).with_clock(FixedClock::at(1_000_000));
    verifier.verify::<Access>(token.as_str()).unwrap_err()
}

/// A context that refuses each request.
struct Closed;

impl RequestContext<Guard> for Closed {
    async fn from_request(_: &mut Parts, _: &Guard) -> Result<Self, Rejection> {
        Err(Challenge::insufficient_scope("closed").into())
    }
}

#[derive(Debug, Claims)]
#[claims(ttl = "15m", context = Closed)]
struct Nobody {}

#[tokio::test]
async fn an_extractor_completes_the_challenge_of_a_context() {
    let service = Service::new();
    let one = async |_: Verified<Nobody>| ();
    let maybe = async |_: Option<Verified<Nobody>>| ();
    let app = Router::new().route("/one", get(one)).route("/maybe", get(maybe));
    let app = app.with_state(service.guard.clone());
    let key = service.client();
    let token = service.token(&key);
    for path in ["/one", "/maybe"] {
        let url = format!("https://api.example.com{path}");
        let proof = key.proof("GET", &url).for_token(&token).sign().unwrap();
        let request = Request::get(path).header("authorization", format!("DPoP {token}"));
        let request = request.header("dpop", proof).body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        let challenge = response.headers()[WWW_AUTHENTICATE].to_str().unwrap();
        assert!(challenge.starts_with("DPoP realm=\"orders\", error=\"insufficient_scope\""), "{challenge}");
    }
}
