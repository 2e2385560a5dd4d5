use jwt_claims::{Claims, Token};

struct RequestCx {
    tenant: String,
}

#[derive(Claims)]
#[claims(ttl = "15m", context = RequestCx)]
struct Access {
    #[claim(equals = cx.tenant)]
    tenant: String,
}

fn verify(token: &Token<'_>) {
    let _ = token.verify_with::<Access>(&"acme");
}

fn main() {}
