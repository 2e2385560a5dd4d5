//! Documents of services whose guard demands proofs of a key.

use serde_json::{Map, Value, json};

use crate::openapi::schemes::{DPOP_SCHEME, SCHEME, dpop_scheme};

const HEADER: &str = "DPoP";

/// The fields of a path item that are operations (`OpenAPI` 3.1, "Path Item Object").
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Changes the document of a service behind a guard with DPoP (`Guard::with_dpop`): the scheme
/// [`SCHEME`] becomes [`DPOP_SCHEME`] (RFC 9449 §7.1), also in the requirements of the document and
/// of its operations. Operations that need a token get the header parameter `DPoP`, unless they
/// have it. For the document of any generator, as JSON:
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
    let default = document.get_mut("security").and_then(replace_scheme);
    let proofs = Proofs { default, shared: shared_headers(&document) };
    for pointer in ["/paths", "/webhooks", "/components/pathItems"] {
        document.pointer_mut(pointer).into_iter().for_each(|items| proofs.change_items(items));
    }
    document.pointer_mut("/components/callbacks").into_iter().for_each(|all| proofs.change_callbacks(all));
    document
}

/// What all operations of a document have in common.
struct Proofs {
    /// Whether a proof is required for operations without a field `security`; `None` if they need
    /// no token.
    default: Option<bool>,
    /// References to the header `DPoP` that the document has.
    shared: Vec<String>,
}

impl Proofs {
    /// Changes path items.
    fn change_items(&self, items: &mut Value) {
        for item in members(items).filter_map(Value::as_object_mut) {
            let is_documented = self.has_header(item);
            let operations = item.iter_mut().filter(|(name, _)| METHODS.contains(&name.as_str()));
            for operation in operations.filter_map(|(_, operation)| operation.as_object_mut()) {
                self.change_operation(operation, is_documented);
            }
        }
    }

    /// Changes callbacks: each has path items, by URL.
    fn change_callbacks(&self, callbacks: &mut Value) {
        members(callbacks).for_each(|callback| self.change_items(callback));
    }

    fn change_operation(&self, operation: &mut Map<String, Value>, is_documented: bool) {
        operation.get_mut("callbacks").into_iter().for_each(|all| self.change_callbacks(all));
        let is_required = match operation.get_mut("security") {
            Some(security) => replace_scheme(security),
            None => self.default,
        };
        let Some(is_required) = is_required.filter(|_| !is_documented && !self.has_header(operation)) else {
            return;
        };
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        if let Some(parameters) = parameters.as_array_mut() {
            parameters.push(parameter(is_required));
        }
    }

    /// True if a path item or an operation has the header.
    fn has_header(&self, of: &Map<String, Value>) -> bool {
        let mut parameters = of.get("parameters").and_then(Value::as_array).into_iter().flatten();
        parameters.any(|one| {
            let reference = one.get("$ref").and_then(Value::as_str);
            is_header(one) || reference.is_some_and(|name| self.shared.iter().any(|shared| shared == name))
        })
    }
}

/// Replaces the scheme in a list of alternatives. Returns whether each of them needs a proof, or
/// `None` if none does.
fn replace_scheme(security: &mut Value) -> Option<bool> {
    let alternatives = security.as_array_mut()?;
    let mut with_proof = 0;
    for alternative in alternatives.iter_mut().filter_map(Value::as_object_mut) {
        if let Some(names) = alternative.remove(SCHEME) {
            alternative.insert(DPOP_SCHEME.to_owned(), names);
            with_proof += 1;
        }
    }
    (with_proof > 0).then_some(with_proof == alternatives.len())
}

fn members(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_object_mut().into_iter().flat_map(Map::values_mut)
}

fn shared_headers(document: &Value) -> Vec<String> {
    let parameters = document.pointer("/components/parameters").and_then(Value::as_object);
    let headers = parameters.into_iter().flatten().filter(|(_, parameter)| is_header(parameter));
    headers.map(|(name, _)| format!("#/components/parameters/{name}")).collect()
}

/// Names of headers are case-insensitive.
fn is_header(parameter: &Value) -> bool {
    let name = parameter["name"].as_str().unwrap_or_default();
    parameter["in"] == "header" && name.eq_ignore_ascii_case(HEADER)
}

fn parameter(is_required: bool) -> Value {
    json!({
        "name": HEADER,
        "in": "header",
        "required": is_required,
        "description": "A proof of the key to which the token is bound, for this request (RFC 9449 §4).",
        "schema": { "type": "string" },
    })
}
