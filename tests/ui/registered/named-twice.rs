use jwt_claims::Claims;

#[derive(Claims)]
#[claims(required(sub, jti, sub))]
struct Access {
    tenant: String,
}

fn main() {}
