use std::collections::HashMap;
use std::time::SystemTime;

use jwt_claims::{Claims, NestedClaims};

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    updated_at: SystemTime,
    auth_time: Option<SystemTime>,
    logins: Vec<SystemTime>,
    devices: HashMap<String, SystemTime>,
}

#[derive(NestedClaims)]
struct Inner {
    since: SystemTime,
}

fn main() {}
