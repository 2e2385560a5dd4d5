use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m", ttl = "5m")]
struct Access {
    #[claim(name = "a", name = "b")]
    tenant: String,
}

fn main() {}
