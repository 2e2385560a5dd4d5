use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(equals = "true")]
    email_verified: bool,
}

fn main() {}
