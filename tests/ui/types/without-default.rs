use jwt_claims::Claims;

#[derive(serde::Deserialize, serde::Serialize)]
struct Plan;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    sub: String,
    #[serde(default)]
    plan: Plan,
}

fn main() {}
