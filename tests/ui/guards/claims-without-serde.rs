use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    sub: String,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Plain {
    access: Access,
}

fn main() {}
