use jwt_claims::Claims;

#[derive(Claims)]
#[claims(leeway = 30, ttl = 900, issuer = 1, typ = 1)]
struct Access {
    #[claim(name = tenant)]
    organisation: String,
}

fn main() {}
