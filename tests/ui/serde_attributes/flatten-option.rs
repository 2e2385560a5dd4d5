use std::collections::HashMap;

use jwt_claims::{Claims, NestedClaims};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
struct Org {
    org: String,
}

type Maybe = Option<Org>;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access<T> {
    #[serde(flatten)]
    org: Option<Org>,
    #[serde(flatten)]
    boxed: Box<Option<Org>>,
    #[serde(flatten)]
    rest: std::option::Option<HashMap<String, u64>>,
    #[serde(flatten)]
    generic: Option<T>,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Aliased {
    #[serde(flatten)]
    org: Maybe,
}

#[derive(NestedClaims)]
struct Inner {
    #[serde(flatten)]
    org: Option<Org>,
}

fn main() {}
