use jwt_claims::Claims;

#[derive(Claims)]
struct Subject(String);

fn main() {}
