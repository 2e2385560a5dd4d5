use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(check = is_tenant)]
    tenant: String,
}

fn main() {}
