use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(equals = -1)]
    seats: u32,
}

fn main() {}
