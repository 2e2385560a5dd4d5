use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(forbidden, non_empty)]
    tenant: Option<String>,
    #[claim(forbidden)]
    jti: Option<String>,
}

fn main() {}
