//! utoipa 6: the security scheme, requirements and responses as its types.
//!
//! ```
//! use jwt_claims::{Claims, openapi::utoipa6};
//! use utoipa::openapi::{OpenApi, PathItem, path::{HttpMethod, OperationBuilder}};
//!
//! #[derive(Claims)]
//! struct Access { sub: String }
//!
//! let mut operation = OperationBuilder::new().build();
//! utoipa6::protect::<Access>(&mut operation);
//! assert!(operation.responses.responses.contains_key("401"));
//!
//! let mut document = OpenApi::default();
//! utoipa6::add_scheme(&mut document);
//! # let _ = PathItem::new(HttpMethod::Get, operation);
//! ```

use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, RefOr, Response};

use crate::claims::OwnedClaims;
use crate::openapi::{SCHEME, responses, scheme, security};

/// Adds the security scheme to a document, for a `Modify` of utoipa.
pub fn add_scheme(document: &mut OpenApi) {
    if let Some(scheme) = parse(scheme()) {
        let components = document.components.get_or_insert_default();
        components.security_schemes.insert(SCHEME.to_owned(), scheme);
    }
}

/// Adds the security requirement of the claims `C` and the responses to refused requests
/// to an operation. Responses that it has already are kept.
pub fn protect<C: OwnedClaims>(operation: &mut Operation) {
    operation.security = parse(security::<C>());
    for (status, response) in responses::<C>() {
        if let Some(response) = parse::<Response>(response) {
            operation.responses.responses.entry(status).or_insert(RefOr::T(response));
        }
    }
}

/// The JSON as a type of utoipa, which is the same object.
fn parse<T: DeserializeOwned>(json: Value) -> Option<T> {
    serde_json::from_value(json).ok()
}
