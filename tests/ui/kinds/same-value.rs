use jwt_claims::Claims;

#[derive(Claims)]
struct Plain {
    sub: String,
}

const USER: &str = "user";

#[derive(Claims)]
#[claims(kinds_by = "token_use")]
enum AtTheLiteral {
    #[claims(kind = "user")]
    User(Plain),
    #[claims(kind = "user")]
    Service(Plain),
}

#[derive(Claims)]
#[claims(kinds_by = "token_use")]
enum InAConstant {
    #[claims(kind = "user")]
    User(Plain),
    #[claims(kind = USER)]
    Service(Plain),
}

fn main() {}
