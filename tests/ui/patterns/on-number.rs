use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(pattern = "[0-9]+")]
    a: u32,
}

fn main() {}
