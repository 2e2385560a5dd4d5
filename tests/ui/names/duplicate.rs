use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(name = "exp")]
    expires: i64,
    exp: i64,
    tenant_id: String,
    #[serde(rename = "tenant_id")]
    tenant: String,
}

fn main() {}
