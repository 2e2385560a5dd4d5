use jwt_claims::Claims;

struct Role;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    sub: String,
    roles: Option<Vec<Role>>,
}

fn main() {}
