use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(pattern = "[a-z")]
    a: String,
    #[claim(pattern = "a)|(b")]
    b: String,
    #[claim(pattern = r"(a)\1")]
    c: String,
    #[claim(pattern = 5)]
    d: String,
    #[claim(pattern)]
    e: String,
}

fn main() {}
