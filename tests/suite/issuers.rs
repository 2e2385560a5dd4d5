//! Tokens as issuers in wide use document them: a claims type for each, a
//! full payload that it accepts, and one that it refuses.

pub(crate) mod auth0;
pub(crate) mod cognito;
pub(crate) mod entra;
mod github_actions;
pub(crate) mod google;
pub(crate) mod keycloak;

use jwt_claims::{
    Algorithm, ContextFree, Error, FixedClock, OwnedClaims, SigningKey, Verified, Verifier, jws,
};
use serde_json::Value;

/// A minute after every sample was issued.
const NOW: i64 = 1_800_000_060;

/// Signs the payload as that issuer would, and verifies it.
fn verified<C: OwnedClaims + ContextFree>(payload: &Value) -> Result<Verified<C>, Error> {
    let key = SigningKey::generate(Algorithm::EdDSA)?;
    let token = jws::sign(&key, payload.to_string().as_bytes())?;
    Verifier::new(key.verifying_key()).with_clock(FixedClock::at(NOW)).token(&token).verify()
}

/// The one violation, as claim and code, of a sample in which one member is
/// another (`null` for none).
fn violation<C: OwnedClaims + ContextFree>(
    mut payload: Value,
    pointer: &str,
    value: Value,
) -> (String, &'static str) {
    *payload.pointer_mut(pointer).expect("the sample has it") = value;
    let error = verified::<C>(&payload).err().expect("it is refused");
    let [violation] = error.violations() else { panic!("one violation expected: {error}") };
    (violation.claim().to_owned(), violation.code())
}
