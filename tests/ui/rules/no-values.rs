use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(any_of = [], one_of = [])]
    roles: Vec<String>,
}

fn main() {}
