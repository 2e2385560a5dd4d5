//! Routes that publish keys and metadata.

use ::http::header::IF_NONE_MATCH;
use ::http::{HeaderMap, Response, StatusCode};
use axum::Router;
use axum::body::Body;
use axum::routing::{MethodRouter, get};

use crate::error::Error;
use crate::key_ring::{Document, JWKS_PATH, PublishedKeys, ServerMetadata};

/// A router with the JWK Set at `/.well-known/jwks.json`, for a service whose clients know
/// this URL. For clients that know the issuer, use [`ServerMetadata::routes`].
///
/// A client that has the set sends `If-None-Match`, and gets 304 without a body.
///
/// ```
/// # use std::time::Duration;
/// # use axum::Router;
/// # use jwt_claims::{Algorithm, key_ring::KeyRing};
/// # fn main() -> Result<(), jwt_claims::Error> {
/// # let ring = KeyRing::builder(Algorithm::ES256, Duration::from_secs(900)).in_memory()?;
/// let app: Router = Router::new().merge(jwt_claims::axum08::jwks_routes(ring));
/// # Ok(()) }
/// ```
pub fn jwks_routes<S: Clone + Send + Sync + 'static>(
    keys: impl PublishedKeys + Clone + 'static,
) -> Router<S> {
    Router::new().route(JWKS_PATH, publish(move || Ok(keys.jwks())))
}

impl ServerMetadata {
    /// A router with the JWK Set and both documents, at their paths: of the issuer
    /// `https://auth.example.com/a` these are `/a/.well-known/jwks.json`,
    /// `/a/.well-known/openid-configuration` and
    /// `/.well-known/oauth-authorization-server/a`. Merge it into the router at the root of
    /// the host.
    ///
    /// If a segment of the issuer's path begins with `:` or `*`, call
    /// `Router::without_v07_checks` on that router first; otherwise `merge` panics.
    ///
    /// Pages of other origins may read the answers if you add a CORS layer to this router.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use axum::Router;
    /// # use jwt_claims::{Algorithm, key_ring::{KeyRing, ServerMetadata}};
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let ring = KeyRing::builder(Algorithm::ES256, Duration::from_secs(900)).in_memory()?;
    /// let metadata = ServerMetadata::new("https://auth.example.com")?;
    /// let app: Router = Router::new().merge(metadata.routes(ring));
    /// # Ok(()) }
    /// ```
    pub fn routes<S: Clone + Send + Sync + 'static>(
        self,
        keys: impl PublishedKeys + Clone + 'static,
    ) -> Router<S> {
        // an issuer may have a segment such as `:a`, which was a parameter in axum 0.7
        let router = Router::new().without_v07_checks();
        let (jwks, openid, server) = (keys.clone(), keys.clone(), keys);
        let (of_openid, of_server) = (self.clone(), self.clone());
        router
            .route(self.jwks_path(), publish(move || Ok(jwks.jwks())))
            .route(
                &self.openid_configuration_path(),
                publish(move || of_openid.openid_configuration(&openid)),
            )
            .route(
                &self.authorization_server_path(),
                publish(move || of_server.authorization_server(&server)),
            )
    }
}

/// `GET` and `HEAD` of a document.
fn publish<S, D>(document: D) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
    D: Fn() -> Result<Document, Error> + Clone + Send + Sync + 'static,
{
    get(async move |headers: HeaderMap| {
        document().map_or_else(|_| failed(), |found| answer(&found, &headers))
    })
}

fn answer(document: &Document, request: &HeaderMap) -> Response<Body> {
    let mut tags = request.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = tags.any(|tags| document.is_known(tags));
    let mut response = Response::builder();
    for (name, value) in document.headers() {
        response = response.header(name, value);
    }
    let response = if is_known {
        response.status(StatusCode::NOT_MODIFIED).body(Body::empty())
    } else {
        response.body(Body::from(document.body().to_owned()))
    };
    response.unwrap_or_else(|_| failed())
}

fn failed() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
