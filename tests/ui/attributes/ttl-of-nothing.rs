use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "0s")]
struct Access {
    sub: String,
}

fn main() {}
