use jwt_claims::Claims;

#[derive(Claims)]
#[claims(verify_only)]
struct Access {
    exp: String,
    aud: u8,
}

fn main() {}
