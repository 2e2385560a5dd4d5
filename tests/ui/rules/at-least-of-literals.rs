use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(at_least = 2)]
    level: u8,
    #[claim(at_least = "editor")]
    role: String,
    #[claim(at_least = [Role::Editor, Role::Auditor])]
    roles: Vec<Role>,
    #[claim(at_least)]
    more: Vec<Role>,
}

fn main() {}
