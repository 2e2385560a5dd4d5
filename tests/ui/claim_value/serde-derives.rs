use jwt_claims::ClaimValue;
use serde::{Deserialize, Serialize};

#[derive(ClaimValue, Deserialize, Serialize)]
enum Role {
    Editor,
}

fn main() {}
