use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(path = "realm_access..roles")]
    roles: Vec<String>,
    #[claim(path = [])]
    none: Vec<String>,
}

fn main() {}
