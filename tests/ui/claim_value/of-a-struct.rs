use jwt_claims::{ClaimValue, Claims};

#[derive(ClaimValue)]
struct Role(String);

#[derive(Claims)]
struct Access {
    role: Role,
}

fn main() {}
