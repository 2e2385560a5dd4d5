use jwt_claims::{ClaimValue, Claims};

#[derive(ClaimValue, PartialEq)]
#[claim_value(ascending)]
enum Role {
    Viewer,
    Editor,
}

#[derive(Claims)]
struct Access {
    #[claim(at_least = Role::Edtor)]
    role: Role,
}

fn main() {}
