//! A service that verifies access tokens: orders, or reports. It knows the URL of the issuer,
//! and fetches the keys from there. It keeps no session, and asks the shared store which tokens
//! were revoked.

mod explain;
mod kind;
mod orders;
mod reports;
mod restart;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRef, State};
use axum::http::header::{AUTHORIZATION, InvalidHeaderValue, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method};
use axum::middleware::map_response_with_state;
use axum::routing::get;
use axum::{Json, Router};
use jwt_claims::http::Guard;
use jwt_claims::jwks::Keys;
use jwt_claims::{Error, Verifier};
use serde_json::{Value, json};
use tower_http::cors::CorsLayer;

pub use kind::Kind;
use restart::Restartable;

use crate::headers::{content_security_policy, protect};
use crate::pages;
use crate::shared::Shared;

/// A service. Clones are the same one.
#[derive(Clone)]
pub struct Service(Arc<Parts>);

struct Parts {
    kind: Kind,
    origin: String,
    issuer: String,
    shared: Shared,
    memory: Restartable,
}

impl Service {
    /// Starts a service at this origin, for tokens of this issuer.
    ///
    /// # Errors
    /// `invalid_config` if the URL of the issuer is not one.
    pub fn start(kind: Kind, origin: &str, issuer: &str, shared: Shared) -> Result<Self, Error> {
        let guard = guard(kind, origin, issuer, &shared)?;
        Ok(Self(Arc::new(Parts {
            kind,
            origin: origin.to_owned(),
            issuer: issuer.to_owned(),
            shared,
            memory: Restartable::new(guard),
        })))
    }

    /// Drops all that the service has, and builds it anew. It then knows no key, and fetches
    /// them for the next token.
    ///
    /// # Errors
    /// The same as [`start`](Self::start).
    pub fn restart(&self) -> Result<(), Error> {
        let Parts { kind, origin, issuer, shared, memory } = &*self.0;
        memory.restart(guard(*kind, origin, issuer, shared)?);
        Ok(())
    }

    /// Which one it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Its URL, which is the audience of its tokens.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// How often it was started.
    #[must_use]
    pub fn starts(&self) -> u32 {
        self.0.memory.starts()
    }

    /// The routes. Pages of the issuer may call them from their origin, and no others may:
    /// the token is in a header, so there are no cookies to allow.
    ///
    /// # Errors
    /// If a header cannot have one of the origins.
    pub fn router(&self) -> Result<Router, InvalidHeaderValue> {
        let page: HeaderValue = self.0.issuer.parse()?;
        let policy = content_security_policy(&[&self.0.issuer])?;
        let for_page = CorsLayer::new()
            .allow_origin([page])
            .allow_methods([Method::GET])
            .allow_headers([AUTHORIZATION])
            .expose_headers([WWW_AUTHENTICATE])
            .max_age(Duration::from_secs(600));
        let routes = match self.0.kind {
            Kind::Orders => orders::routes(),
            Kind::Reports => reports::routes(),
        };
        Ok(routes
            .layer(for_page)
            .merge(pages::service())
            .route("/client", get(client))
            .layer(map_response_with_state(policy, protect))
            .with_state(self.clone()))
    }
}

/// What the service's own page needs to sign users in.
async fn client(State(service): State<Service>) -> Json<Value> {
    let Parts { kind, issuer, .. } = &*service.0;
    Json(
        json!({ "name": kind.name(), "title": kind.title(), "client_id": kind.client_id(), "issuer": issuer }),
    )
}

/// Extractors ask for the guard of now.
impl FromRef<Service> for Guard {
    fn from_ref(service: &Service) -> Self {
        service.0.memory.guard()
    }
}

fn guard(kind: Kind, origin: &str, issuer: &str, shared: &Shared) -> Result<Guard, Error> {
    let keys = Keys::discover(issuer)?.with_limits(restart::limits())?;
    let verifier =
        Verifier::new(keys).with_issuer(issuer).with_audience(origin).with_clock(shared.clock.clone());
    Ok(Guard::new(verifier).with_realm(kind.name()).with_revocations(shared.revocations.clone()))
}
