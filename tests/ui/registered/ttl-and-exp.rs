use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    sub: String,
    exp: u64,
}

fn main() {}
