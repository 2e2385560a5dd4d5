use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m", required(sub))]
struct Access {
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[claim(any_of = ["admin"])]
    roles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
}

fn main() {}
