use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[serde(alias = "groups")]
    roles: Vec<String>,
}

#[derive(Claims)]
struct Admin {
    #[claim(base)]
    access: Access,
    groups: Vec<String>,
}

fn main() {}
