use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(one_of = ["editor", "admin"])]
    roles: Vec<String>,
}

fn main() {}
