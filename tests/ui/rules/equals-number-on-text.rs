use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(equals = 3)]
    level: String,
}

fn main() {}
