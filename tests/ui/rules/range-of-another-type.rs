use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(range(min = 1, max = 3))]
    seats: String,
}

fn main() {}
