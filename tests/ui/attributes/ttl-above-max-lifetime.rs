use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "2h", max_lifetime = "1h")]
struct Access {
    sub: String,
}

fn main() {}
