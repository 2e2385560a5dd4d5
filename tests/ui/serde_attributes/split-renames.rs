use jwt_claims::Claims;

#[derive(Claims)]
#[serde(rename_all(serialize = "camelCase"))]
struct Access {
    #[serde(rename(serialize = "org", deserialize = "tenant"))]
    tenant: String,
}

fn main() {}
