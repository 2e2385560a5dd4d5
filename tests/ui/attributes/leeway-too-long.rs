use jwt_claims::Claims;

#[derive(Claims)]
#[claims(leeway = "10m")]
struct Access {
    sub: String,
}

fn main() {}
