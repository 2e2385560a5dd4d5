use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(name = "org")]
    #[serde(rename = "organisation")]
    tenant: String,
}

fn main() {}
