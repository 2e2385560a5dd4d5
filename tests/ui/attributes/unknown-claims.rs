use jwt_claims::Claims;

#[derive(Claims)]
#[claims(lifetime = "15m")]
struct Access {
    sub: String,
}

fn main() {}
