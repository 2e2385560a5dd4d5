use jwt_claims::Claims;

struct RequestCx {
    tenant: String,
}

#[derive(Claims)]
#[claims(context = RequestCx)]
struct Access {
    #[claim(equals = cx.tenant.len())]
    seats: usize,
}

fn main() {}
