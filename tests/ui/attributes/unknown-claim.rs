use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(non_emtpy)]
    tenant: String,
}

fn main() {}
