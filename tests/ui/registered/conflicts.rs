use jwt_claims::Claims;

#[derive(Claims)]
#[claims(required(sub, jti), optional(sub, exp), unchecked(jti, exp))]
struct Access {
    tenant: String,
}

fn main() {}
