use jwt_claims::Claims;

#[derive(Claims)]
struct Plain {
    sub: String,
}

#[derive(Claims)]
#[claims(kinds_by = "token_use")]
enum Caller {
    #[claims(kind = "user")]
    User(Plain),
    Service(Plain),
}

fn main() {}
