use jwt_claims::Claims;

struct Role;

#[derive(Claims)]
struct Access {
    #[claim(path = "realm_access.inner.roles")]
    roles: Vec<Role>,
}

fn main() {}
