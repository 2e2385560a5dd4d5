//! The services of `benches/service.sh`: the same answer without a guard, with a guard, with
//! a guard that has a cache, and with an extractor written by hand on jsonwebtoken.
//! `service THREADS` prints the address and the tokens.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::routing::get;
use axum::{Router, serve};
use jsonwebtoken::{DecodingKey, Validation, decode};
use jwt_claims::http::Guard;
use jwt_claims::{Algorithm, Claims, Issuer, SigningKey, Verified, Verifier};
use serde::Deserialize;
use tokio::net::TcpListener;

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "1h")]
struct Access {
    sub: String,
    #[claim(any_of = ["editor"])]
    roles: Vec<String>,
}

async fn guarded(access: Verified<Access>) -> String {
    access.into_inner().sub
}

#[derive(Deserialize)]
struct ByHand {
    sub: String,
    roles: Vec<String>,
}

#[derive(Clone)]
struct Settings(Arc<(DecodingKey, Validation)>);

impl<S> FromRequestParts<S> for ByHand
where
    S: Send + Sync,
    Settings: FromRef<S>,
{
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, StatusCode> {
        let Settings(settings) = Settings::from_ref(state);
        let header = parts.headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
        let token =
            header.and_then(|header| header.strip_prefix("Bearer ")).ok_or(StatusCode::UNAUTHORIZED)?;
        let token = decode::<Self>(token, &settings.0, &settings.1).map_err(|_| StatusCode::UNAUTHORIZED)?;
        let is_editor = token.claims.roles.iter().any(|role| role == "editor");
        is_editor.then_some(token.claims).ok_or(StatusCode::FORBIDDEN)
    }
}

async fn by_hand(access: ByHand) -> String {
    access.sub
}

/// The routes of one algorithm.
fn routes(key: &SigningKey, decoding: DecodingKey, algorithm: jsonwebtoken::Algorithm) -> Router {
    let mut validation = Validation::new(algorithm);
    validation.set_issuer(&["https://auth.example.com"]);
    validation.set_audience(&["orders"]);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    validation.validate_nbf = true;
    let verifier = Verifier::new(key.verifying_key());
    let cached = verifier.clone().with_cache(1_000).expect("a capacity");
    let with = |verifier| Router::new().route("/", get(guarded)).with_state(Guard::new(verifier));
    let by_hand =
        Router::new().route("/", get(by_hand)).with_state(Settings(Arc::new((decoding, validation))));
    Router::new().nest("/guard", with(verifier)).nest("/cache", with(cached)).nest("/by-hand", by_hand)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let threads = std::env::args().nth(1).map_or(Ok(1), |threads| threads.parse())?;
    let secret = "an HMAC secret of at least thirty-two bytes";
    let (hs256, es256) = (SigningKey::hs256(secret)?, SigningKey::generate(Algorithm::ES256)?);
    let pem = es256.verifying_key().to_pem()?;
    let app = Router::new()
        .route("/open", get(|| async { "alice" }))
        .nest(
            "/hs256",
            routes(&hs256, DecodingKey::from_secret(secret.as_bytes()), jsonwebtoken::Algorithm::HS256),
        )
        .nest(
            "/es256",
            routes(&es256, DecodingKey::from_ec_pem(pem.as_bytes())?, jsonwebtoken::Algorithm::ES256),
        );
    let access = Access { sub: "alice".into(), roles: vec!["editor".into()] };
    for (name, key) in [("hs256", hs256), ("es256", es256)] {
        println!("{name} {}", Issuer::new(key).issue(&access)?.as_str());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_io().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        println!("url http://{}", listener.local_addr()?);
        serve(listener, app).await
    })?;
    Ok(())
}
