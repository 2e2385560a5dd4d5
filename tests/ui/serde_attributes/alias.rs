use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[serde(alias = "expires")]
    exp: i64,
    #[serde(alias = "sub")]
    user: String,
    #[serde(alias = "user")]
    name: String,
}

fn main() {}
