use jwt_claims::ClaimValue;

#[derive(ClaimValue)]
#[claim_value(rename_all = "lowercase")]
enum Role {
    Editor,
    #[claim_value(rename = "editor")]
    Writer,
    EDITOR,
}

fn main() {}
