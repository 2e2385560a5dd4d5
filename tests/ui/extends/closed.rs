use jwt_claims::Claims;

#[derive(Claims)]
#[serde(deny_unknown_fields)]
struct Access {
    sub: String,
}

#[derive(Claims)]
struct Admin {
    #[claim(base)]
    access: Access,
    roles: Vec<String>,
}

#[derive(Claims)]
struct Open {
    sub: String,
}

#[derive(Claims)]
#[serde(deny_unknown_fields)]
struct Closed {
    #[claim(base)]
    open: Open,
    roles: Vec<String>,
}

fn main() {}
