use jwt_claims::Claims;

struct RequestCx<'r> {
    tenant: &'r str,
}

#[derive(Claims)]
#[claims(context = RequestCx)]
struct Access {
    #[claim(equals = cx.tenant)]
    tenant: String,
}

fn main() {}
