use jwt_claims::ClaimValue;

#[derive(ClaimValue)]
#[claim_value(ordered, rename_all = "kebabcase", rename = "role", implies(Admin))]
enum Role {
    #[claim_value(alias = "writer")]
    Editor,
    #[claim_value(renam = "root", ascending)]
    Admin,
    #[claim_value(other)]
    Other(String),
    #[claim_value(unknown = "x")]
    Kept(String),
}

fn main() {}
