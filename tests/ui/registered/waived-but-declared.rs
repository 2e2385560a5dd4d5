use jwt_claims::Claims;

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", max_age = "1h")]
#[claims(optional(iss, iat), unchecked(aud))]
struct Access {
    sub: String,
}

fn main() {}
