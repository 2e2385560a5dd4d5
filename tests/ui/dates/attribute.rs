use jwt_claims::{Audience, Claims};

#[derive(Claims)]
struct Access {
    #[claim(date)]
    exp: u64,
    #[claim(date)]
    aud: Audience,
    #[claim(date)]
    #[serde(with = "own")]
    updated_at: u64,
}

fn main() {}
