use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(url(http))]
    a: String,
    #[claim(email = "a@b")]
    b: String,
    #[claim(urll)]
    c: String,
}

fn main() {}
