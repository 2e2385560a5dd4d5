use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(email)]
    a: u32,
    #[claim(uuid)]
    b: Vec<String>,
}

fn main() {}
