use jwt_claims::Claims;

fn is_long(tenant: &str) -> bool {
    tenant.len() > 10
}

#[derive(Claims)]
struct Access {
    #[claim(when(is_long, starts_with = "x"))]
    tenant: String,
}

fn main() {}
