use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(path = realm_access.roles)]
    roles: Vec<String>,
    #[claim(path = ["realm_access", 1])]
    first: Vec<String>,
    #[claim(path)]
    bare: Vec<String>,
}

fn main() {}
