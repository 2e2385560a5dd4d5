use jwt_claims::ClaimValue;

#[derive(ClaimValue)]
enum Role {
    #[claim_value(implies(Edtor))]
    Admin,
    #[claim_value(implies(Editor, Auditor))]
    Editor,
    #[claim_value(implies(Auditor, Guest, Auditor))]
    Reviewer,
    #[claim_value(implies("Editor"))]
    Auditor,
    #[claim_value(implies)]
    Reader,
    #[claim_value(unknown)]
    Guest(String),
}

fn main() {}
