use jwt_claims::{ClaimValue, Claims};

#[derive(ClaimValue, PartialEq)]
enum Role {
    Editor,
    #[claim_value(unknown)]
    Other(String),
}

#[derive(Claims)]
struct Access {
    #[claim(none_of = [Role::Other])]
    roles: Vec<Role>,
}

fn main() {}
