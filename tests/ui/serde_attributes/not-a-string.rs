use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[serde(rename = org)]
    tenant: String,
    #[serde(with = hex)]
    hash: String,
}

fn main() {}
