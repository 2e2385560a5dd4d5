use jwt_claims::Claims;

struct RequestCx {
    tenant: String,
}

#[derive(Claims)]
#[claims(issuer = cx.tenant, context = RequestCx)]
struct Access {
    sub: String,
}

fn main() {}
