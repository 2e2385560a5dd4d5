use jwt_claims::Claims;

#[derive(Claims)]
#[claims(forbidden(realm_access))]
struct Access {
    #[claim(path = "realm_access.roles")]
    roles: Vec<String>,
}

fn main() {}
