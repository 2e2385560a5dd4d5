use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(any_of = [1, 2])]
    roles: Vec<String>,
}

fn main() {}
