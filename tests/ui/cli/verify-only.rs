use jwt_claims::Claims;

#[derive(Claims)]
#[claims(verify_only)]
struct Access {
    sub: String,
}

fn main() {
    jwt_claims::cli::<Access>()
}
