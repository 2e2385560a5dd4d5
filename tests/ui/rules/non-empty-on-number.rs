use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(non_empty)]
    seats: u64,
}

fn main() {}
