use jwt_claims::Claims;

fn is_tenant(tenant: &str) -> Option<&'static str> {
    (tenant.len() != 3).then_some("no tenant")
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(check = is_tenant)]
    tenant: String,
}

fn main() {}
