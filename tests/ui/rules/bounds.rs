use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(range(min = 5, max = 3))]
    level: u8,
    #[claim(range(minimum = 5))]
    seats: u8,
    #[claim(range())]
    floor: u8,
    #[claim(range)]
    tier: u8,
    #[claim(range(min = 1, min = 2))]
    rank: u8,
    #[claim(range = 1..=3)]
    row: u8,
}

fn main() {}
