use jwt_claims::Claims;

#[derive(serde::Deserialize, serde::Serialize)]
struct Profile {}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(name = "profile")]
    #[serde(flatten)]
    details: Profile,
}

fn main() {}
