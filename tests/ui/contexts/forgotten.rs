use jwt_claims::{Claims, ContextFree, Issuer, OwnedClaims, Token};

struct RequestCx {
    tenant: String,
}

#[derive(Claims)]
#[claims(ttl = "15m", context = RequestCx)]
struct Access {
    #[claim(equals = cx.tenant)]
    tenant: String,
}

fn extract<C: OwnedClaims + ContextFree>() {}

fn all(token: &Token<'_>, issuer: &Issuer, access: &Access) {
    let _ = token.verify::<Access>();
    let _ = token.explain::<Access>();
    let _ = issuer.issue(access);
    extract::<Access>();
}

fn main() {}
