use jwt_claims::Claims;

#[derive(Claims)]
#[claims(required(sub, expiry), optional(audience))]
struct Access {
    tenant: String,
}

fn main() {}
