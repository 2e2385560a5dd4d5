use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(starts_with = 7)]
    tenant: String,
}

fn main() {}
