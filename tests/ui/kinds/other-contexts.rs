use jwt_claims::Claims;

struct Here {
    tenant: String,
}

#[derive(Claims)]
#[claims(typ = "a+jwt", context = Here)]
struct A {
    #[claim(equals = cx.tenant)]
    tenant: String,
}

#[derive(Claims)]
#[claims(typ = "b+jwt", context = str)]
struct B {}

#[derive(Claims)]
#[claims(kinds_by = "typ")]
enum Kinds {
    A(A),
    B(B),
}

fn main() {}
