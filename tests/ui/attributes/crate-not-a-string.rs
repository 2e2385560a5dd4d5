use jwt_claims::Claims;

#[derive(Claims)]
#[claims(crate = ::jwt_claims)]
struct Access {
    sub: String,
}

fn main() {}
