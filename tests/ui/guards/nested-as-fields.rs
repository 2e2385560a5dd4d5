use jwt_claims::{Claims, NestedClaims};
use serde::{Deserialize, Serialize};

#[derive(NestedClaims)]
struct Org {
    #[claim(non_empty)]
    name: String,
}

#[derive(Claims, Deserialize, Serialize)]
#[claims(ttl = "15m")]
struct Access {
    sub: String,
}

#[derive(NestedClaims)]
struct Inner {
    org: Org,
    access: Access,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Plain {
    org: Org,
    orgs: Option<Vec<Org>>,
    #[serde(flatten)]
    flattened: Org,
    #[claim(check = is_known)]
    with_a_rule: Org,
}

fn is_known(_: &Org) -> bool {
    true
}

#[derive(Claims)]
#[claims(kinds_by = "use")]
enum Kinds {
    #[claims(kind = "access")]
    Access(Access),
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct OfKinds {
    kinds: Vec<Kinds>,
}

fn main() {}
