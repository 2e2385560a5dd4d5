use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(equals = "3")]
    level: u8,
}

fn main() {}
