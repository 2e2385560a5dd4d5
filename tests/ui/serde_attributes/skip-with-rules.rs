use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[serde(skip)]
    #[claim(non_empty)]
    cache: Vec<String>,
}

fn main() {}
