use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(any_of = ["orders", "billing"])]
    aud: Vec<String>,
}

fn main() {}
