use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m", required(sub))]
struct Access {
    #[serde(default)]
    sub: String,
}

fn main() {}
