use jwt_claims::Claims;

#[derive(Claims)]
#[claims(typ = "at+jwt")]
struct Access {
    sub: String,
}

#[derive(Claims)]
#[claims(kind_by = "typ")]
enum Door {
    Access(Access),
}

#[derive(Claims)]
#[claims(kinds_by = 1)]
enum Gate {
    Access(Access),
}

#[derive(Claims)]
#[claims(foo, kinds_by = "typ")]
enum Window {
    Access(Access),
}

fn main() {}
