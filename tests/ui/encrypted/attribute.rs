//! `encrypted` has no value, and is written once.

use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "5m", encrypted = true)]
struct WithValue {
    sub: String,
}

#[derive(Claims)]
#[claims(ttl = "5m", encrypted, encrypted)]
struct Twice {
    sub: String,
}

#[derive(Claims)]
#[claims(ttl = "5m", jwe)]
struct OtherName {
    sub: String,
}

#[derive(Claims)]
struct OnField {
    #[claim(encrypted)]
    sub: String,
}

fn main() {}
