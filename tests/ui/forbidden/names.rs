use jwt_claims::Claims;

#[derive(Claims)]
#[claims(forbidden(tenant, act, act, exp), ttl = "15m", issuer = "https://a.example")]
struct Access {
    tenant: Option<String>,
}

#[derive(Claims)]
#[claims(forbidden(iss), issuer = "https://a.example")]
struct Other {
    tenant: Option<String>,
}

#[derive(Claims)]
#[claims(forbidden)]
struct Third {
    tenant: Option<String>,
}

fn main() {}
