use jwt_claims::Claims;

#[derive(serde::Deserialize, serde::Serialize)]
struct Profile {}

#[derive(Claims)]
#[claims(ttl = "15m")]
#[serde(deny_unknown_fields)]
struct Access {
    #[serde(flatten)]
    profile: Profile,
}

fn main() {}
