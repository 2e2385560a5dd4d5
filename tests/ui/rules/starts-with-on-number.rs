use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(starts_with = "tenant-")]
    tenant: u64,
}

fn main() {}
