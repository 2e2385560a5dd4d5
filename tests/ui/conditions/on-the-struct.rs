use jwt_claims::Claims;

#[derive(Claims)]
#[claims(when(is_human, non_empty))]
struct Access {
    tenant: String,
}

fn main() {}
