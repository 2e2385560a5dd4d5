use jwt_claims::Claims;

use std::collections::HashMap;

#[derive(Claims)]
#[claims(audience = "orders", ttl = "15m")]
struct Access {
    aud: Option<HashMap<String, String>>,
}

fn main() {}
