//! The security schemes.

use serde_json::{Value, json};

/// The name of the security scheme.
pub const SCHEME: &str = "bearer";

/// The name of the security scheme in a document [`with_dpop`](crate::openapi::with_dpop).
pub const DPOP_SCHEME: &str = "dpop";

/// The security scheme, for `components.securitySchemes.bearer`: a Bearer token that is a
/// JWT (RFC 6750).
#[must_use]
pub fn scheme() -> Value {
    json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT" })
}

/// The scheme for tokens with a proof (RFC 9449).
pub(super) fn dpop_scheme() -> Value {
    let description =
        "An access token that is bound to a key, with a proof of the key in the header `DPoP` (RFC 9449).";
    json!({ "type": "http", "scheme": "DPoP", "description": description })
}
