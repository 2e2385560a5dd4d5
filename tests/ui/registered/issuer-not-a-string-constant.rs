use jwt_claims::Claims;

const ISSUER: u32 = 1;

#[derive(Claims)]
#[claims(issuer = ISSUER, audience = AUDIENCE, ttl = "15m")]
struct Access {
    sub: String,
}

fn main() {}
