use jwt_claims::Claims;

#[derive(Claims)]
#[claims(crate = "reexport::jwt_claims")]
struct Access {
    sub: String,
}

fn main() {}
