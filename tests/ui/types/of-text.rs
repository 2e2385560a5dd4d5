use std::collections::{BTreeMap, HashSet};

use jwt_claims::Claims;

type Id = u64;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Numbers {
    sub: u64,
    jti: bool,
    iss: Vec<String>,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Others {
    sub: Option<Id>,
    jti: (),
    iss: BTreeMap<String, String>,
}

#[derive(Claims)]
#[claims(ttl = "15m", unchecked(jti))]
struct Renamed {
    #[claim(name = "sub")]
    user: Box<[u8; 16]>,
    jti: u64,
    aud: Vec<u64>,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Base {
    tenant: String,
}

#[derive(Claims)]
struct Extended {
    #[claim(base)]
    base: Base,
    sub: f64,
    aud: HashSet<bool>,
}

fn main() {}
