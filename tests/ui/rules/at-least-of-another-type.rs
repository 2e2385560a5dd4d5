use jwt_claims::{ClaimValue, Claims};

#[derive(ClaimValue)]
#[claim_value(ascending)]
enum Role {
    Viewer,
    Editor,
}

#[derive(Claims)]
struct Access {
    #[claim(at_least = Role::Editor)]
    role: String,
    #[claim(at_least = Role::Editor)]
    roles: Vec<String>,
}

fn main() {}
