use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(len(min = 1))]
    seats: Option<u64>,
}

fn main() {}
