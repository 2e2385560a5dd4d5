//! Issued tokens: the payload and the token.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};

use super::*;

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
struct Short {
    sub: String,
}

#[test]
fn claims_that_say_everything_cost_two() {
    let issuer = Issuer::new(SigningKey::generate(Algorithm::HS256).unwrap());
    let claims = sample();
    assert_eq!(allocations(|| issuer.issue(&claims).unwrap()), 2);
}

#[test]
fn a_backend_that_allocates_is_all_that_comes_on_top() {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let backend = allocations(|| pair.sign(&SystemRandom::new(), b"message").unwrap());
    let issuer = Issuer::new(SigningKey::generate(Algorithm::ES256).unwrap());
    let claims = sample();
    assert_eq!(allocations(|| issuer.issue(&claims).unwrap()), 2 + backend);
}

#[test]
fn what_the_issuer_adds_costs_none() {
    let issuer = Issuer::new(SigningKey::generate(Algorithm::HS256).unwrap());
    let claims = Short { sub: "alice".into() };
    assert_eq!(allocations(|| issuer.issue(&claims).unwrap()), 2);
    let issuer =
        issuer.with_issuer("https://auth.example.com").with_audience("orders").with_audience("bills");
    assert_eq!(allocations(|| issuer.issue(&claims).unwrap()), 2);
}
