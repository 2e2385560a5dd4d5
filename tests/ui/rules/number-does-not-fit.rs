use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(range(max = 300))]
    level: u8,
}

fn main() {}
