//! `OpenAPI` 3.1: the security requirement of a route, from the policy of its claims type.
//!
//! These functions return JSON, for every generator. With the feature `aide015`,
//! `Verified<C>` documents each handler of aide by itself; with `utoipa6`, the module
//! [`utoipa6`] has the same as utoipa's types. [`with_dpop`] changes the whole document of a
//! service with DPoP.
//!
//! ```
//! use jwt_claims::{Claims, Scopes, openapi};
//!
//! #[derive(Claims)]
//! struct Access {
//!     #[claim(all_of = ["orders:read"])]
//!     scope: Scopes,
//!     #[claim(any_of = ["editor", "admin"])]
//!     roles: Vec<String>,
//! }
//!
//! assert_eq!(
//!     openapi::security::<Access>(),
//!     serde_json::json!([
//!         { "bearer": ["orders:read", "editor"] },
//!         { "bearer": ["orders:read", "admin"] },
//!     ])
//! );
//! ```

mod proofs;
mod requirements;
mod schemes;

#[cfg(feature = "aide015")]
mod aide015;
#[cfg(feature = "utoipa6")]
#[cfg_attr(docsrs, doc(cfg(feature = "utoipa6")))]
pub mod utoipa6;

use serde_json::{Map, Value, json};

use crate::claims::OwnedClaims;
use crate::openapi::requirements::alternatives;

pub use proofs::with_dpop;
pub use schemes::{DPOP_SCHEME, SCHEME, scheme};

/// The field `security` of an operation that needs the claims `C`: a list of
/// alternatives, each with the roles and scopes that it needs together (`OpenAPI` 3.1,
/// "Security Requirement Object"; 3.0 does not allow such lists for Bearer tokens).
///
/// The names are the values of the rules `any_of`, `all_of`, `one_of`, `equals` and
/// `at_least` whose answer is 403. Rules with conditions, alternatives of `either`, and
/// rules that would make more than 32 alternatives are left out.
#[must_use]
pub fn security<C: OwnedClaims>() -> Value {
    let alternatives = alternatives(C::POLICY);
    alternatives.into_iter().map(|names| json!({ SCHEME: names })).collect()
}

/// The responses of a guard to refused requests, by status: 400, 401, 403 (if a rule of
/// `C` answers so) and 503.
#[must_use]
pub fn responses<C: OwnedClaims>() -> Map<String, Value> {
    let may_be_forbidden = alternatives(C::POLICY) != [Vec::<String>::new()];
    let all = [
        (400, "The request has two tokens or a malformed `Authorization` header."),
        (401, "The request has no token, or one that is not valid here."),
        (403, "The token is valid, but does not grant this."),
        (503, "The token cannot be checked now. Try again after the seconds of `Retry-After`."),
    ];
    let shown = all.into_iter().filter(|(status, _)| *status != 403 || may_be_forbidden);
    shown.map(|(status, description)| (status.to_string(), response(status, description))).collect()
}

fn response(status: u16, description: &str) -> Value {
    let (header, meaning) = match status {
        503 => ("Retry-After", "Seconds."),
        _ => ("WWW-Authenticate", "The challenge (RFC 6750)."),
    };
    let problem = json!({
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string", "enum": ["about:blank"] },
            "title": { "type": "string" },
            "status": { "type": "integer", "enum": [status] },
            "detail": { "type": "string" },
            "error": { "type": "string" },
        },
    });
    json!({
        "description": description,
        "headers": { header: { "description": meaning, "schema": { "type": "string" } } },
        "content": { "application/problem+json": { "schema": problem } },
    })
}
