use jwt_claims::Claims;

#[derive(Claims)]
#[claims(issuer = ["https://a.example", "https://b.example", "https://a.example"], audience = [], ttl = "15m")]
struct Access {
    sub: String,
}

fn main() {}
