use jwt_claims::Claims;

#[derive(Claims)]
#[serde(rename_all = "camelCas")]
struct Access {
    tenant_id: String,
}

fn main() {}
