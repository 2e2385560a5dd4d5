use jwt_claims::{Claims, ContextFree, NestedClaims, OwnedClaims};
use serde::Deserializer;

struct Admin;

impl<'t> Claims<'t> for Admin {
    fn decode<D: Deserializer<'t>>(_: D) -> Result<Self, D::Error> {
        Ok(Admin)
    }
}

struct Free;

impl ContextFree for Free {}
impl OwnedClaims for Free {}

struct Nested;

impl NestedClaims for Nested {}

fn main() {}
