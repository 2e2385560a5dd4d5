use jwt_claims::Claims;

struct NoTenant;

fn is_tenant(tenant: &str) -> Result<(), NoTenant> {
    if tenant.len() == 3 { Ok(()) } else { Err(NoTenant) }
}

#[derive(Claims)]
#[claims(ttl = "15m", check = Access::is_sound)]
struct Access {
    #[claim(check = is_tenant)]
    tenant: String,
}

impl Access {
    fn is_sound(&self) -> u8 {
        0
    }
}

fn main() {}
