use jwt_claims::{Claims, NestedClaims};

#[derive(NestedClaims)]
struct Org {
    name: String,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(data, nested)]
    org: Org,
    #[claim(data)]
    #[serde(skip)]
    cache: Option<String>,
}

#[derive(Claims)]
#[claims(rules(sub(data)))]
struct Admin {
    #[claim(data, base)]
    access: Base,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Base {
    sub: String,
}

fn main() {}
