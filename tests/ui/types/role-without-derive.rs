use jwt_claims::Claims;

#[derive(PartialEq)]
enum Role {
    Admin,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(equals = Role::Admin)]
    role: Role,
    others: Vec<Role>,
}

#[derive(Claims)]
#[claims(verify_only)]
struct Verified {
    role: Role,
}

fn main() {}
