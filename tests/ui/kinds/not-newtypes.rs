use jwt_claims::Claims;

#[derive(Claims)]
#[claims(kinds_by = "typ")]
enum Door {
    Access { sub: String },
    Nothing,
}

fn main() {}
