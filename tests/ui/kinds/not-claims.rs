use jwt_claims::Claims;

struct Access {
    sub: String,
}

#[derive(Claims)]
#[claims(kinds_by = "typ")]
enum Door {
    Access(Access),
}

fn main() {}
