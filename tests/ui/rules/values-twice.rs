use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(any_of = ["admin", "editor", "admin"])]
    roles: Vec<String>,
}

fn main() {}
