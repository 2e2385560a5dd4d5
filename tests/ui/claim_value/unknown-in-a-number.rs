use jwt_claims::ClaimValue;

#[derive(ClaimValue)]
enum Role {
    Editor,
    #[claim_value(unknown)]
    Other(u64),
}

fn main() {}
