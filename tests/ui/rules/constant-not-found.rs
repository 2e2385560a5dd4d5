use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(equals = PLAN)]
    plan: String,
}

fn main() {}
