use jwt_claims::{ClaimValue, Claims};

#[derive(ClaimValue, PartialEq)]
enum Role {
    Admin { tenant: String },
    Editor(String),
    Reader,
}

#[derive(Claims)]
struct Access {
    #[claim(any_of = [Role::Reader])]
    roles: Vec<Role>,
}

fn main() {}
