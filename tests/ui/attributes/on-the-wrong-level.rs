use jwt_claims::Claims;

#[derive(Claims)]
#[claims(non_empty)]
struct Access {
    #[claim(leeway = "5s")]
    sub: String,
}

fn main() {}
