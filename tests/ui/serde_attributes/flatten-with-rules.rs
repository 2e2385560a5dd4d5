use jwt_claims::Claims;

#[derive(serde::Deserialize, serde::Serialize)]
struct Profile {}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[serde(flatten)]
    #[claim(non_empty)]
    profile: Profile,
}

fn main() {}
