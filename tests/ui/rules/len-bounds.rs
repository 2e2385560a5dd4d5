use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(len(min = -1))]
    tenant: String,
    #[claim(len(max = 1.5))]
    plan: String,
    #[claim(len = "3")]
    country: String,
}

fn main() {}
