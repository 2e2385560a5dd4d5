use jwt_claims::{Claims, ContextFree, NestedClaims, OwnedClaims};

struct Admin;

impl<'t> Claims<'t> for Admin {}

struct Free;

impl ContextFree for Free {}
impl OwnedClaims for Free {}

struct Nested;

impl NestedClaims for Nested {}

fn main() {}
