use jwt_claims::{ClaimValue, Claims};

#[derive(ClaimValue, PartialEq)]
enum Role {
    Viewer,
    Editor,
}

#[derive(Claims)]
struct Access {
    #[claim(at_least = Role::Editor)]
    role: Role,
    #[claim(at_least = Role::Editor)]
    roles: Vec<Role>,
}

fn main() {}
