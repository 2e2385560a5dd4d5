use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m", max_lifetime = "1h", optional(exp))]
struct Access {
    sub: String,
}

fn main() {}
