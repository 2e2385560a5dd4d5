use jwt_claims::Claims;

#[derive(Claims)]
#[claims(audience = "orders", ttl = "15m")]
struct Access {
    aud: u32,
}

fn main() {}
