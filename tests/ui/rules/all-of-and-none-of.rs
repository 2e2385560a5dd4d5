use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(all_of = ["admin", "editor"], none_of = ["guest", "admin"])]
    roles: Vec<String>,
}

fn main() {}
