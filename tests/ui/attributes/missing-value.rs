use jwt_claims::Claims;

#[derive(Claims)]
#[claims(issuer, ttl)]
struct Access {
    #[claim(any_of)]
    roles: Vec<String>,
    #[claim(one_of("a", "b"))]
    plan: String,
}

fn main() {}
