use jwt_claims::ClaimValue;

#[derive(ClaimValue)]
enum Role {
    #[claim_value(implies(Editor))]
    Admin,
    #[claim_value(implies(Auditor, Reviewer))]
    Editor,
    #[claim_value(implies(Admin))]
    Reviewer,
    Auditor,
}

fn main() {}
