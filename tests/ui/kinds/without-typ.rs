use jwt_claims::Claims;

#[derive(Claims)]
#[claims(typ = "at+jwt")]
struct Access {
    sub: String,
}

#[derive(Claims)]
struct Plain {
    sub: String,
}

#[derive(Claims)]
#[claims(kinds_by = "typ")]
enum Door {
    Access(Access),
    Plain(Plain),
}

fn main() {}
