use jwt_claims::Claims;

struct Profile;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    sub: String,
    #[serde(flatten)]
    profile: Profile,
}

fn main() {}
