use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[serde(default = "no_such_default")]
    plan: String,
    #[serde(with = "no_such_module")]
    seats: u32,
}

fn main() {}
