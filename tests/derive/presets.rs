//! The claims types for access tokens and ID tokens, and types that extend them.

mod access_token;
mod hashes;
mod id_token;

use jwt_claims::{Error, OwnedClaims, Verified};
use jwt_claims_tests::forge;
use serde_json::{Value, json};

use super::support::{NOW, SECRET, codes, verifier};

const ISSUER: &str = "https://auth.example.com";

/// Verifies a token with this `typ` and these claims; `Value::Null` for no `typ`.
fn verify<C: OwnedClaims>(typ: &Value, claims: &Value, cx: &C::Context<'_>) -> Result<Verified<C>, Error> {
    let mut header = json!({"alg": "HS256"});
    if !typ.is_null() {
        header["typ"] = typ.clone();
    }
    let token = forge::hs256(SECRET, header.to_string(), claims.to_string());
    verifier().verify_with(&token, cx)
}

/// The claims with one changed, or without it.
fn with(mut claims: Value, name: &str, value: Option<Value>) -> Value {
    let members = claims.as_object_mut().expect("a claims set");
    match value {
        Some(value) => members.insert(name.to_owned(), value),
        None => members.remove(name),
    };
    claims
}

/// Those of these values, of every type, that are accepted as the claim; others are
/// refused by its name.
fn accepted<C>(name: &str, verify: impl Fn(Value) -> Result<Verified<C>, Error>) -> Value {
    let far = 4_102_444_800_u64;
    let values = json!([null, true, 0, -1, 1.5, far, "", [7], {}]);
    let values = values.as_array().expect("a list").iter();
    let fits = |value: &&Value| match verify((*value).clone()) {
        Ok(_) => true,
        Err(error) => {
            assert!(codes(&error).iter().all(|found| found.starts_with(name)), "{name}: {value}: {error}");
            false
        }
    };
    values.filter(fits).cloned().collect()
}
