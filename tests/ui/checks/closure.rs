use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(check = |tenant| tenant.len() == 3)]
    tenant: String,
}

fn main() {}
