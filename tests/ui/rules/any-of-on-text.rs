use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(any_of = ["editor", "admin"])]
    role: String,
}

fn main() {}
