use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[serde(skip_serializing)]
    #[claim(non_empty)]
    roles: Vec<String>,
    #[serde(skip_deserializing)]
    sub: String,
}

fn main() {}
