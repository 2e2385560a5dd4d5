//! One key, one clock, and tokens with any payload.

use jwt_claims::{
    ContextFree, Error, FixedClock, IssueClaims, Issuer, OwnedClaims, SigningKey, Verified, Verifier, jws,
};
use serde_json::Value;

/// When every test takes place.
pub(crate) const NOW: i64 = 1_800_000_000;

pub(crate) const SECRET: &[u8] = b"a secret of at least thirty-two bytes";

pub(crate) fn key() -> SigningKey {
    SigningKey::hs256(SECRET).expect("long enough")
}

pub(crate) fn verifier() -> Verifier {
    Verifier::new(key().verifying_key()).with_clock(FixedClock::at(NOW))
}

pub(crate) fn issuer() -> Issuer {
    Issuer::new(key()).with_clock(FixedClock::at(NOW))
}

/// A signed token with that payload, whatever it says.
pub(crate) fn signed(payload: &str) -> String {
    jws::sign(&key(), payload.as_bytes()).expect("HS256 signs")
}

/// Verifies a token with that payload as it stands.
pub(crate) fn verify_raw<C: OwnedClaims + ContextFree>(payload: &str) -> Result<Verified<C>, Error> {
    verifier().token(&signed(payload)).verify()
}

/// Verifies a token with those claims, and `exp` if they name none.
pub(crate) fn verify<C: OwnedClaims + ContextFree>(mut claims: Value) -> Result<Verified<C>, Error> {
    let members = claims.as_object_mut().expect("a claims set");
    members.entry("exp").or_insert_with(|| (NOW + 60).into());
    verify_raw(&claims.to_string())
}

/// The claims of such a token; they must pass.
pub(crate) fn accepted<C: OwnedClaims + ContextFree>(claims: Value) -> C {
    match verify::<C>(claims) {
        Ok(verified) => verified.into_inner(),
        Err(error) => panic!("refused: {error}"),
    }
}

/// What is wrong with a token with those claims: `claim: code` each.
pub(crate) fn refused<C: OwnedClaims + ContextFree>(claims: Value) -> Vec<String> {
    match verify::<C>(claims) {
        Ok(_) => panic!("accepted"),
        Err(error) => codes(&error),
    }
}

/// `claim: code` for each violation, in their order.
pub(crate) fn codes(error: &Error) -> Vec<String> {
    let code = |violation: &jwt_claims::Violation| format!("{}: {}", violation.claim(), violation.code());
    error.violations().iter().map(code).collect()
}

/// The payload of a token that is issued with those claims.
pub(crate) fn issued<C: IssueClaims + ContextFree>(claims: &C) -> Value {
    let token = match issuer().issue(claims) {
        Ok(token) => token,
        Err(error) => panic!("not issued: {error}"),
    };
    let payload = jws::verify(&verifier(), token.as_str()).expect("our own signature");
    serde_json::from_slice(payload.as_ref()).expect("JSON")
}

/// Why those claims are not issued: `claim: code` each.
pub(crate) fn not_issued<C: IssueClaims + ContextFree>(claims: &C) -> Vec<String> {
    match issuer().issue(claims) {
        Ok(_) => panic!("issued"),
        Err(error) => codes(&error),
    }
}

/// Issues and verifies: what was declared once holds on both sides.
pub(crate) fn round_trip<C: IssueClaims + OwnedClaims + ContextFree>(claims: &C) -> C {
    let token = match issuer().issue(claims) {
        Ok(token) => token,
        Err(error) => panic!("not issued: {error}"),
    };
    match verifier().token(token.as_str()).verify::<C>() {
        Ok(verified) => verified.into_inner(),
        Err(error) => panic!("refused: {error}"),
    }
}
