use jwt_claims::ClaimValue;

#[derive(ClaimValue)]
#[claim_value(ascending)]
enum Role {
    Editor,
    #[claim_value(implies(Editor))]
    Admin,
}

#[derive(ClaimValue)]
#[claim_value(ascending, descending)]
enum Plan {
    Free,
    Paid,
}

fn main() {}
