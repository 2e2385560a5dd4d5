use jwt_claims::Claims;

struct Here {
    tenant: String,
}

#[derive(Claims)]
#[claims(ttl = "5m", context = Here)]
struct Access {
    #[claim(equals = cx.tenant)]
    tenant: String,
}

fn main() {
    jwt_claims::cli::<Access>()
}
