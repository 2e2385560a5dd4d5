use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(non_empty, len(max = 8))]
    tenant: String,
}

fn main() {}
