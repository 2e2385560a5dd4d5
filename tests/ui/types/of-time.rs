use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    exp: String,
    nbf: Option<u32>,
    iat: std::time::Duration,
}

fn main() {}
