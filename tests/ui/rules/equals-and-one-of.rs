use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(equals = "pro", one_of = ["pro", "team"])]
    plan: String,
}

fn main() {}
