// A hint is a warning; here it is made an error, so that it shows.
#![deny(deprecated)]

use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    subject: String,
    issuer: Option<String>,
    audience: Vec<String>,
    expiry: u64,
    not_before: Option<i64>,
    issued_at: Option<i64>,
    #[claim(non_empty)]
    jwt_id: String,
}

#[derive(Claims)]
#[serde(rename_all = "camelCase")]
struct Camel {
    expires_at: u64,
}

// Beside `ttl` no field may be `exp`.
#[derive(Claims)]
#[claims(ttl = "15m")]
struct Issued {
    expires_at: u64,
}

// Whoever says what a field is for, or reads the claim elsewhere, hears nothing.

#[derive(Claims)]
struct Said {
    #[claim(name = "sub")]
    subject: String,
    #[claim(name = "issuer")]
    issuer: String,
    #[serde(rename = "expiry")]
    expiry: u64,
    #[serde(alias = "issued")]
    issued_at: i64,
    #[claim(path = "meta.not_before")]
    not_before: i64,
    #[serde(skip)]
    audience: String,
}

#[derive(Claims)]
#[claims(forbidden(iss))]
struct Forbidden {
    issuer: String,
}

#[derive(Claims)]
struct Both {
    exp: u64,
    expires_at: u64,
}

fn main() {}
