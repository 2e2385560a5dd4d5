//! Issued tokens: the payload, the token, and the claims that are read back.

use aws_lc_rs::signature::Ed25519KeyPair;

use super::*;

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
struct Short {
    sub: String,
}

#[test]
fn claims_that_say_everything_cost_two_and_their_own() {
    let issuer = Issuer::new(SigningKey::generate(Algorithm::HS256).unwrap());
    let claims = sample();
    assert_eq!(allocations(|| issuer.issue(&claims).unwrap()), 2 + OWN);
    let issuer = issuer.without_read_back();
    assert_eq!(allocations(|| issuer.issue(&claims).unwrap()), 2);
}

/// Ed25519, as ECDSA's signatures, and what aws-lc-rs allocates for them, vary.
#[test]
fn a_backend_that_allocates_is_all_that_comes_on_top() {
    let pair = Ed25519KeyPair::generate().unwrap();
    let backend = allocations(|| pair.sign(b"message"));
    let issuer = Issuer::new(SigningKey::generate(Algorithm::EdDSA).unwrap());
    let claims = sample();
    assert_eq!(allocations(|| issuer.issue(&claims).unwrap()), 2 + OWN + backend);
}

#[test]
fn what_the_issuer_adds_costs_none() {
    let issuer = Issuer::new(SigningKey::generate(Algorithm::HS256).unwrap());
    let claims = Short { sub: "alice".into() };
    assert_eq!(allocations(|| issuer.issue(&claims).unwrap()), 2 + 1);
    let issuer =
        issuer.with_issuer("https://auth.example.com").with_audience("orders").with_audience("bills");
    // several audiences are read into a list
    assert_eq!(allocations(|| issuer.issue(&claims).unwrap()), 2 + 1 + 1);
}
