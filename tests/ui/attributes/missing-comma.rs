use jwt_claims::Claims;

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com" ttl = "15m")]
struct Access {
    sub: String,
}

fn main() {}
