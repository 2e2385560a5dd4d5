use jwt_claims::Claims;

#[derive(Claims)]
#[claims(leeway = "30x", ttl = "15", max_age = "-5m", max_lifetime = "0s")]
struct Access {
    sub: String,
}

fn main() {}
