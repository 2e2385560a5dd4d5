use jwt_claims::{ClaimValue, Claims};
use serde::{Deserialize, Serialize};

#[derive(ClaimValue)]
#[derive(Debug, Deserialize, Serialize)]
enum Role {
    Editor,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    role: Role,
}

fn main() {}
