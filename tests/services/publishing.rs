//! Routes that publish keys and metadata.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use jwt_claims::axum08::jwks_routes;
use jwt_claims::key_ring::{KeyRing, ServerMetadata};
use jwt_claims::{Algorithm, FixedClock, KeySet};
use tower::ServiceExt as _;

const JWKS: &str = "/.well-known/jwks.json";

fn ring(clock: &FixedClock) -> KeyRing {
    let settings = KeyRing::builder(Algorithm::EdDSA, Duration::from_secs(900)).with_clock(clock.clone());
    settings.in_memory().expect("a ring")
}

async fn answer(
    app: &Router,
    method: &str,
    path: &str,
    known: Option<&str>,
) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(known) = known {
        request = request.header("if-none-match", known);
    }
    let request = request.body(Body::empty()).expect("a request");
    let response = app.clone().oneshot(request).await.expect("infallible");
    let (head, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body");
    (head.status, head.headers, String::from_utf8(body.to_vec()).expect("text"))
}

#[tokio::test]
async fn a_key_set_is_served_once_and_then_confirmed() {
    let clock = FixedClock::at(1_800_000_000);
    let ring = ring(&clock);
    let app = Router::new().merge(jwks_routes(ring.clone()));
    let (status, headers, body) = answer(&app, "GET", JWKS, None).await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, ring.jwks().body()));
    assert_eq!(headers["content-type"], "application/jwk-set+json");
    assert_eq!(headers["cache-control"], "public, max-age=600");
    assert!(!headers.contains_key("expires") && headers.len() == 4, "{headers:?}");
    assert_eq!(KeySet::from_jwks(&body, &[Algorithm::EdDSA]).expect("a JWK Set").len(), 1);

    let tag = headers["etag"].to_str().expect("ASCII").to_owned();
    for known in [tag.as_str(), "*", &format!("\"other\", W/{tag}")] {
        let (status, headers, body) = answer(&app, "GET", JWKS, Some(known)).await;
        assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{known}");
        assert_eq!(headers["etag"], tag);
        assert_eq!(headers["cache-control"], "public, max-age=600");
    }
    assert_eq!(answer(&app, "GET", JWKS, Some("\"other\"")).await.0, StatusCode::OK);
    let (status, headers, body) = answer(&app, "HEAD", JWKS, None).await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, ""));
    assert_eq!(headers["etag"], tag);
    assert_eq!(answer(&app, "POST", JWKS, None).await.0, StatusCode::METHOD_NOT_ALLOWED);

    ring.rotate().expect("a next key");
    let (status, headers, body) = answer(&app, "GET", JWKS, Some(&tag)).await;
    assert_eq!(status, StatusCode::OK, "the set has changed");
    assert_ne!(headers["etag"], tag);
    assert_eq!(KeySet::from_jwks(&body, &[Algorithm::EdDSA]).expect("a JWK Set").len(), 2);
}

#[tokio::test]
async fn metadata_is_at_the_paths_of_its_issuer() {
    let ring = ring(&FixedClock::at(1_800_000_000));
    for (issuer, paths) in [
        (
            "https://auth.example.com",
            [JWKS, "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"],
        ),
        (
            "http://localhost:3000/:tenant/*a/",
            [
                "/:tenant/*a/.well-known/jwks.json",
                "/:tenant/*a/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server/:tenant/*a",
            ],
        ),
    ] {
        let metadata = ServerMetadata::new(issuer).expect("an issuer");
        // for the segment `:tenant`, which was a parameter in axum 0.7
        let app: Router = Router::new().without_v07_checks().merge(metadata.clone().routes(ring.clone()));
        let expected = [
            ring.jwks(),
            metadata.openid_configuration(&ring).expect("a document"),
            metadata.authorization_server(&ring).expect("a document"),
        ];
        for (path, document) in paths.into_iter().zip(expected) {
            let (status, headers, body) = answer(&app, "GET", path, None).await;
            assert_eq!((status, body.as_str()), (StatusCode::OK, document.body()), "{path}");
            assert_eq!(headers["content-type"], document.content_type());
            let (status, ..) = answer(&app, "GET", path, Some(document.etag())).await;
            assert_eq!(status, StatusCode::NOT_MODIFIED, "{path}");
        }
        let document: serde_json::Value =
            serde_json::from_str(metadata.openid_configuration(&ring).expect("a document").body())
                .expect("JSON");
        let jwks_uri = document["jwks_uri"].as_str().expect("a URL");
        assert!(jwks_uri.ends_with(paths[0]), "{jwks_uri}");
    }
}
