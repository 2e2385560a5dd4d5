//! Every check of a token, for the token inspector.

use axum::Json;
use axum::extract::{FromRef, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use jwt_claims::explain::Explanation;
use jwt_claims::http::Guard;
use jwt_claims::{ContextFree, OwnedClaims};

use super::Service;

/// Explains the token of the header `Authorization`. A real service does not have such a
/// route: it shows what the policy expects.
pub(super) async fn explain<C: OwnedClaims + ContextFree>(
    State(service): State<Service>,
    headers: HeaderMap,
) -> Result<Json<Explanation>, StatusCode> {
    let text = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let text = text.and_then(|text| text.strip_prefix("Bearer ")).ok_or(StatusCode::BAD_REQUEST)?;
    let guard = Guard::from_ref(&service);
    Ok(Json(guard.verifier().token_async(text).await.explain::<C>()))
}
