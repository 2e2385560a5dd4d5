use std::time::Duration;

use jwt_claims::Claims;

const TTL: Duration = Duration::ZERO;
const LEEWAY: &str = "10m";
const MILLIS: Duration = Duration::from_millis(1500);
const NUMBER: u32 = 5;

#[derive(Claims)]
#[claims(ttl = TTL, leeway = LEEWAY)]
struct Zero {
    #[claim(not_before = "2024-02-30")]
    no_such_day: u64,
    #[claim(not_before = "yesterday")]
    text: u64,
    #[claim(not_before = 5)]
    number: u64,
}

#[derive(Claims)]
#[claims(ttl = MILLIS, leeway = LEEWAY)]
struct Constants {
    #[claim(not_before = "2024-02-30")]
    no_such_day: u64,
    #[claim(not_before = "yesterday")]
    text: u64,
}

#[derive(Claims)]
#[claims(ttl = NUMBER)]
struct Wrong {
    #[claim(max_age = "soon")]
    soon: u64,
    #[claim(max_age = "0s")]
    now: u64,
    #[claim(past = 5)]
    past: u64,
}

#[derive(Claims)]
#[claims(ttl = NUMBER)]
struct Number {
    sub: String,
}

fn main() {}
