use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;

#[derive(Deserialize)]
struct Access {
    sub: String,
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Clone)]
struct Auth {
    key: DecodingKey,
    validation: Validation,
}

impl Auth {
    fn new(key: DecodingKey) -> Self {
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_issuer(&["https://auth.example.com"]);
        validation.set_audience(&["orders"]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_nbf = true;
        Self { key, validation }
    }
}

enum Refused {
    NoToken,
    BadRequest,
    BadToken,
    Forbidden,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, challenge) = match self {
            Self::NoToken => (StatusCode::UNAUTHORIZED, r#"Bearer realm="orders""#),
            Self::BadRequest => {
                (StatusCode::BAD_REQUEST, r#"Bearer realm="orders", error="invalid_request""#)
            }
            Self::BadToken => (StatusCode::UNAUTHORIZED, r#"Bearer realm="orders", error="invalid_token""#),
            Self::Forbidden => {
                (StatusCode::FORBIDDEN, r#"Bearer realm="orders", error="insufficient_scope""#)
            }
        };
        (status, [(header::WWW_AUTHENTICATE, challenge)]).into_response()
    }
}

impl<S> FromRequestParts<S> for Access
where
    S: Send + Sync,
    Auth: FromRef<S>,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let mut headers = parts.headers.get_all(header::AUTHORIZATION).iter();
        let header = headers.next().ok_or(Refused::NoToken)?;
        if headers.next().is_some() {
            return Err(Refused::BadRequest);
        }
        let header = header.to_str().map_err(|_| Refused::BadRequest)?;
        let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
        if !scheme.eq_ignore_ascii_case("Bearer") {
            return Err(Refused::NoToken);
        }
        if token.is_empty() {
            return Err(Refused::BadRequest);
        }
        let auth = Auth::from_ref(state);
        let token = decode::<Access>(token, &auth.key, &auth.validation);
        Ok(token.map_err(|_| Refused::BadToken)?.claims)
    }
}

async fn orders(access: Access) -> Result<String, Refused> {
    if !access.roles.iter().any(|role| role == "editor") {
        return Err(Refused::Forbidden);
    }
    Ok(format!("orders of {}", access.sub))
}

pub(super) fn app(key: DecodingKey) -> Router {
    Router::new().route("/orders", get(orders)).with_state(Auth::new(key))
}
