use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(forbidden)]
    tenant: String,
}

#[derive(Claims)]
#[claims(verify_only)]
struct Read {
    #[claim(forbidden)]
    tenant: String,
}

fn main() {}
