use jwt_claims::Claims;

#[derive(Claims)]
struct Nothing;

fn main() {}
