use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(len(max = 8u64))]
    tenant: String,
}

fn main() {}
