use jwt_claims::Claims;

#[derive(Claims)]
#[claims(roles = ["editor"], scope = "orders:read")]
struct Access {
    #[claim(eq = "pro")]
    plan: String,
    #[claim(min_len = 1, max_len = 8)]
    tenant: String,
}

fn main() {}
