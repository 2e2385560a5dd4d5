use jwt_claims::{Claims, NestedClaims};

struct Here {
    tenant: String,
}

#[derive(Claims)]
#[claims(context = Here)]
struct Base {
    #[claim(equals = cx.tenant)]
    tenant: String,
}

#[derive(Claims)]
#[claims(rules(tenant(starts_with = cx.tenant)))]
struct Extension(Base);

#[derive(NestedClaims)]
struct Inside {
    #[claim(equals = cx.tenant)]
    tenant: String,
}

fn main() {}
