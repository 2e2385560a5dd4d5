use jwt_claims::Claims;

struct Here {
    tenant: String,
}

struct There {
    tenant: String,
}

#[derive(Claims)]
#[claims(context = There)]
struct Base {
    #[claim(equals = cx.tenant)]
    tenant: String,
}

#[derive(Claims)]
#[claims(context = Here, rules(tenant(equals = cx.tenant)))]
struct Extension(Base);

fn main() {}
