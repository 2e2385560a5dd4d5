use jwt_claims::Claims;

struct RequestCx {
    tenant: String,
}

#[derive(Claims)]
#[claims(context = RequestCx)]
struct Access {
    #[claim(equals = cx.tenant)]
    seats: u32,
    #[claim(any_of = cx.tenant)]
    roles: Vec<String>,
}

fn main() {}
