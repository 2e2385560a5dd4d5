use jwt_claims::Claims;

#[derive(Claims)]
#[claims(forbidden(act))]
struct Access {
    #[serde(flatten)]
    rest: std::collections::BTreeMap<String, String>,
}

fn main() {}
