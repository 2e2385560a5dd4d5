use jwt_claims::Claims;

const TTL: u32 = 900;
static LEEWAY: i64 = 30;

#[derive(Claims)]
#[claims(ttl = TTL, leeway = LEEWAY, max_lifetime = std::time::Duration::MAX)]
struct Access {
    #[claim(max_age = TTL)]
    auth_time: u64,
}

fn main() {}
