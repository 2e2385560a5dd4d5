use jwt_claims::Claims;

#[derive(Claims)]
#[claims()]
struct Access {
    #[claim()]
    sub: String,
}

fn main() {}
