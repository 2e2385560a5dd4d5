use jwt_claims::Claims;

#[derive(Claims)]
#[serde(deny_unknown_field)]
struct Access {
    #[serde(renamed = "org")]
    tenant: String,
    #[serde(skip_serialising)]
    note: String,
}

fn main() {}
