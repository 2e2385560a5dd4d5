use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(range(min = "a"))]
    roles: Vec<String>,
}

fn main() {}
