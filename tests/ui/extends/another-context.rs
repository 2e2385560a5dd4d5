use jwt_claims::Claims;

struct Here {
    tenant: String,
}

#[derive(Claims)]
struct Base {
    tenant: String,
}

#[derive(Claims)]
#[claims(context = Here, rules(tenant(equals = cx.tenant)))]
struct Extension(Base);

fn main() {}
