use jwt_claims::Claims;

#[derive(Claims)]
#[claims(iss = "https://auth.example.com", aud = "orders", exp = "15m")]
struct Access {
    #[claim(min = 1, rename = "org", required)]
    tenant: String,
    #[claim(contains = "admin")]
    roles: Vec<String>,
}

fn main() {}
