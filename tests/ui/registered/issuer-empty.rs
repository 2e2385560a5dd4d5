use jwt_claims::Claims;

#[derive(Claims)]
#[claims(issuer = "", audience = ["orders", ""], typ = "", ttl = "15m")]
struct Access {
    sub: String,
}

fn main() {}
