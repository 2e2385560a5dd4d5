use jwt_claims::Claims;

#[derive(Claims)]
struct Plain {
    sub: String,
}

#[derive(Claims)]
#[claims(kinds_by = "aud")]
enum Door {
    #[claims(kind = "orders")]
    Access(Plain),
}

fn main() {}
