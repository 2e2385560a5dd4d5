use jwt_claims::Claims;

struct Plan;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    sub: String,
    plan: Plan,
}

fn main() {}
