//! Documents of services whose guard demands proofs of a key.

use serde_json::{Map, Value, json};

use crate::openapi::schemes::{DPOP_SCHEME, SCHEME, dpop_scheme};

/// Changes the document of a service behind a guard with DPoP (`Guard::with_dpop`): the scheme [`SCHEME`]
/// becomes [`DPOP_SCHEME`] (RFC 9449 §7.1), also in the requirements of operations, which get the
/// header parameter `DPoP`. For the document of any generator, as JSON:
///
/// ```
/// # use jwt_claims::{Claims, openapi};
/// # use serde_json::json;
/// # #[derive(Claims)] struct Access { sub: String }
/// let document = json!({
///     "paths": { "/orders": { "get": { "security": openapi::security::<Access>() } } },
///     "components": { "securitySchemes": { openapi::SCHEME: openapi::scheme() } },
/// });
/// let document = openapi::with_dpop(document);
///
/// assert_eq!(document["components"]["securitySchemes"]["dpop"]["scheme"], "DPoP");
/// let operation = &document["paths"]["/orders"]["get"];
/// assert_eq!(operation["security"], json!([{ "dpop": [] }]));
/// assert_eq!(operation["parameters"][0]["name"], "DPoP");
/// ```
#[must_use]
pub fn with_dpop(mut document: Value) -> Value {
    let schemes = document.pointer_mut("/components/securitySchemes").and_then(Value::as_object_mut);
    if let Some(schemes) = schemes.filter(|schemes| schemes.contains_key(SCHEME)) {
        schemes.remove(SCHEME);
        schemes.insert(DPOP_SCHEME.to_owned(), dpop_scheme());
    }
    let members = |value| Value::as_object_mut(value).into_iter().flat_map(Map::values_mut);
    for item in document.get_mut("paths").into_iter().flat_map(members) {
        members(item).filter_map(Value::as_object_mut).for_each(require_proof);
    }
    document
}

/// Changes an operation that needs a token.
fn require_proof(operation: &mut Map<String, Value>) {
    let Some(alternatives) = operation.get_mut("security").and_then(Value::as_array_mut) else { return };
    let mut with_proof = 0;
    for alternative in alternatives.iter_mut().filter_map(Value::as_object_mut) {
        if let Some(names) = alternative.remove(SCHEME) {
            alternative.insert(DPOP_SCHEME.to_owned(), names);
            with_proof += 1;
        }
    }
    if with_proof == 0 {
        return;
    }
    let is_required = with_proof == alternatives.len();
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.push(parameter(is_required));
    }
}

fn parameter(is_required: bool) -> Value {
    json!({
        "name": "DPoP",
        "in": "header",
        "required": is_required,
        "description": "A proof of the key to which the token is bound, for this request (RFC 9449 §4).",
        "schema": { "type": "string" },
    })
}
