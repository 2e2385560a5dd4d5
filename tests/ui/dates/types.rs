use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "5m")]
struct Access {
    #[claim(past)]
    updated_at: String,
    #[claim(date)]
    auth_time: Vec<u64>,
    #[claim(max_age = "1h")]
    login: u8,
}

fn main() {}
