use jwt_claims::Claims;

#[derive(Claims)]
#[claims(alg = "HS256")]
struct Access {
    sub: String,
}

fn main() {}
