use jwt_claims::Claims;

use jwt_claims::{Token, Verified};

struct Plan;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access<P> {
    plan: P,
}

fn verify(token: &Token<'_>) -> Result<Verified<Access<Plan>>, jwt_claims::Error> {
    token.verify()
}

fn main() {}
