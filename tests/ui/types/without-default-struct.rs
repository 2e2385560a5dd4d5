use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
#[serde(default)]
struct Access {
    tenant: String,
}

fn main() {}
