//! The issuer: it knows users and passwords, and signs tokens.
//!
//! | endpoint | for |
//! | --- | --- |
//! | `/.well-known/…` | discovery and the key set |
//! | `/authorize`, `/token`, `/revoke` | clients: the authorization code flow with PKCE |
//! | `/session/…` | the pages of the issuer, with the refresh token in a cookie |
//! | `/demo/…` | the controls of the demo |

mod app;
mod authorize;
mod clients;
mod codes;
mod completion;
mod controls;
mod cookie;
mod ending;
mod parameters;
mod passwords;
mod pkce;
mod prompt;
mod random;
mod refusal;
mod same_origin;
mod session;
#[cfg(test)]
mod slow_store;
mod token;
mod tokens;
pub mod users;

use std::error::Error;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Method};
use axum::middleware::{from_fn_with_state, map_response_with_state};
use axum::routing::{get, post};
use jwt_claims::key_ring::ServerMetadata;
use tower_http::cors::CorsLayer;

use crate::headers::{content_security_policy, protect};
use crate::pages;
use crate::service::Service;
use crate::shared::Shared;

/// Enough for forms and passwords; hashing more would only cost time.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// The issuer at this origin, with the services that it issues tokens for.
///
/// # Errors
/// If the system has no random numbers, or a header cannot have one of the origins.
pub fn router(
    origin: &str,
    shared: Shared,
    services: [Service; 2],
) -> Result<Router, Box<dyn Error + Send + Sync>> {
    let app = app::App::new(origin, shared, services)?;
    let origins = app.services.each_ref().map(Service::origin);
    let policy = content_security_policy(&origins)?;
    let origins: Vec<HeaderValue> = origins.iter().map(|one| one.parse()).collect::<Result<_, _>>()?;
    // for the pages of clients, which have no cookie here
    let for_clients = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([CONTENT_TYPE]);
    let for_itself = Router::new()
        .merge(session::routes())
        .merge(controls::routes())
        .layer(from_fn_with_state(origin.to_owned(), same_origin::require));
    Ok(Router::new()
        .route("/token", post(token::endpoint))
        .route("/revoke", post(token::revoke))
        .merge(metadata(origin)?.routes(app.ring.clone()))
        .layer(for_clients)
        .route("/authorize", get(authorize::endpoint).post(authorize::endpoint))
        .merge(for_itself)
        .merge(pages::issuer())
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(map_response_with_state(policy, protect))
        .with_state(app))
}

/// The metadata of RFC 8414 and OpenID Connect Discovery.
fn metadata(origin: &str) -> Result<ServerMetadata, jwt_claims::Error> {
    ServerMetadata::new(origin)?
        .with_field("authorization_endpoint", format!("{origin}/authorize"))?
        .with_field("token_endpoint", format!("{origin}/token"))?
        .with_field("revocation_endpoint", format!("{origin}/revoke"))?
        .with_field("grant_types_supported", ["authorization_code", "refresh_token"])?
        .with_field("response_modes_supported", ["query"])?
        .with_field("scopes_supported", authorize::SCOPES)?
        .with_field("prompt_values_supported", ["none", "login"])?
        .with_field("request_parameter_supported", false)?
        .with_field("request_uri_parameter_supported", false)?
        .with_field("code_challenge_methods_supported", ["S256"])?
        .with_field("token_endpoint_auth_methods_supported", ["none"])?
        .with_field("revocation_endpoint_auth_methods_supported", ["none"])?
        .with_field("authorization_response_iss_parameter_supported", true)
}
