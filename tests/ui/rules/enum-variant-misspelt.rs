use jwt_claims::Claims;

#[derive(PartialEq, serde::Deserialize, serde::Serialize)]
enum Role {
    Editor,
    Admin,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(any_of = [Role::Editor, Role::Admn])]
    roles: Vec<Role>,
}

fn main() {}
