use jwt_claims::Claims;

struct RequestCx {
    tenant: String,
}

#[derive(Claims)]
#[claims(context = RequestCx)]
struct Access {
    #[claim(equals = cx.tennant)]
    tenant: String,
}

fn main() {}
