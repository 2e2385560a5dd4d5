use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[serde(default = 1, skip_serializing_if = Option::is_none)]
    tenant: Option<String>,
}

fn main() {}
