use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m", check = |claims| claims.seats > 1)]
struct Access {
    seats: u32,
}

fn main() {}
