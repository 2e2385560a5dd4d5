//! What a verification, a refusal and an issued token allocate: exact numbers
//! of Rust's allocations, counted on the thread that asks. (What aws-lc
//! allocates in C for RSA and ECDSA is out of reach, and not counted.)

mod guards;
mod issuing;
mod refused;
mod verified;

use std::hint::black_box;

use jwt_claims::{Algorithm, Claims, Issuer, SigningKey, Verifier};

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", typ = "at+jwt")]
struct Owned {
    iss: String,
    sub: String,
    aud: String,
    exp: u64,
    iat: u64,
    jti: String,
    scope: String,
    #[claim(any_of = ["editor"])]
    roles: Vec<String>,
    tenant: String,
    email: String,
}

/// Seven strings, a vector, and three strings in it.
const OWN: u64 = 11;

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", typ = "at+jwt")]
struct Borrowed<'t> {
    sub: &'t str,
    scope: &'t str,
    #[claim(any_of = ["editor"])]
    roles: Vec<&'t str>,
    tenant: &'t str,
}

/// One whose key is a schedule, and one whose key is kept in C.
const ALGORITHMS: [Algorithm; 2] = [Algorithm::HS256, Algorithm::ES256];

fn sample() -> Owned {
    Owned {
        iss: "https://auth.example.com".into(),
        sub: "5f1c2a9e-7d34-4b0e-9a61-2f8f0c6b7d10".into(),
        aud: "orders".into(),
        exp: 4_102_444_800,
        iat: 1_760_000_000,
        jti: "b7e0d6c4-1c1f-4c57-8a55-90a6f1c3e2ab".into(),
        scope: "openid profile".into(),
        roles: vec!["viewer".into(), "editor".into(), "billing-admin".into()],
        tenant: "acme-industries-eu-west".into(),
        email: "maria@acme-industries.example.com".into(),
    }
}

/// A verifier, and a good token for it.
fn pair(algorithm: Algorithm) -> (Verifier, String) {
    let key = SigningKey::generate(algorithm).unwrap().with_kid("k");
    let verifier = Verifier::new(key.verifying_key());
    let issued = Issuer::new(key).issue(&sample()).unwrap();
    (verifier, issued.into_string())
}

/// How often `operation` allocates, once it is warm.
fn allocations<T>(mut operation: impl FnMut() -> T) -> u64 {
    drop(operation());
    allocations_at_first(operation)
}

fn allocations_at_first<T>(operation: impl FnOnce() -> T) -> u64 {
    allocation_counter::measure(|| drop(black_box(operation()))).count_total
}
