use std::collections::BTreeMap;

use jwt_claims::{Claims, NestedClaims};

#[derive(Claims)]
struct Access {
    #[claim(null)]
    sub: Option<String>,
    #[claim(path = "realm.roles", null)]
    roles: Option<Vec<String>>,
    #[claim(null)]
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
    #[claim(null, forbidden)]
    nonce: Option<String>,
    #[claim(null)]
    #[serde(skip)]
    cached: Option<String>,
    #[claim(null)]
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<String>,
}

#[derive(Claims)]
#[claims(verify_only)]
struct Foreign {
    #[claim(null)]
    tenant: Option<String>,
}

#[derive(NestedClaims)]
struct Address {
    #[claim(null)]
    country: Option<String>,
}

#[derive(Claims)]
#[claims(rules(tenant(null)))]
struct Extension(Foreign);

fn main() {}
