//! aide 0.15: an argument `Verified<C>` documents its handler.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::{Operation, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::claims::OwnedClaims;
use crate::openapi::{responses, security};
use crate::token::verified::Verified;

/// Adds the security requirement and the responses to refused requests. Add the scheme to
/// the document once: `api.security_scheme(openapi::SCHEME, …)` with
/// [`openapi::scheme`](crate::openapi::scheme).
impl<C: OwnedClaims> OperationInput for Verified<C> {
    fn operation_input(_context: &mut GenContext, operation: &mut Operation) {
        if let Some(security) = parse(security::<C>()) {
            operation.security = security;
        }
    }

    fn inferred_early_responses(
        _context: &mut GenContext,
        _operation: &mut Operation,
    ) -> Vec<(Option<u16>, Response)> {
        let all = responses::<C>().into_iter();
        all.filter_map(|(status, response)| Some((status.parse().ok(), parse(response)?))).collect()
    }
}

/// The JSON as a type of aide, which is the same object.
fn parse<T: DeserializeOwned>(json: Value) -> Option<T> {
    serde_json::from_value(json).ok()
}
