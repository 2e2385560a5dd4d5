use jwt_claims::Claims;

fn is_tenant(tenant: &u32) -> bool {
    *tenant == 3
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(check = is_tenant)]
    tenant: String,
}

fn main() {}
