use jwt_claims::Claims;

#[derive(Claims)]
#[serde(tag = "kind", transparent, from = "Wire", try_from = "Wire", into = "Wire")]
struct Access {
    #[serde(getter = "Access::tenant")]
    tenant: String,
}

fn main() {}
