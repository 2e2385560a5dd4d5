use jwt_claims::{ClaimValue, Claims};
use serde::{Deserialize, Serialize};

#[derive(ClaimValue, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    Editor,
}

#[derive(Claims)]
struct Access {
    role: Role,
}

fn main() {}
