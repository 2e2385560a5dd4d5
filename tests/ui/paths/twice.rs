use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(path = "realm_access.roles")]
    roles: Vec<String>,
    #[claim(path = ["realm_access", "roles"])]
    again: Vec<String>,
}

fn main() {}
