use jwt_claims::Claims;

#[derive(serde::Deserialize, serde::Serialize)]
enum Role {
    Editor,
    Admin,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(one_of = [Role::Editor, Role::Admin])]
    role: Role,
}

fn main() {}
