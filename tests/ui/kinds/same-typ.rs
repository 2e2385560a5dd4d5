use jwt_claims::Claims;

#[derive(Claims)]
#[claims(typ = "at+jwt")]
struct Access {
    sub: String,
}

#[derive(Claims)]
#[claims(typ = "application/AT+JWT")]
struct Other {
    sub: String,
}

#[derive(Claims)]
#[claims(kinds_by = "typ")]
enum Door {
    Access(Access),
    Other(Other),
}

fn main() {}
