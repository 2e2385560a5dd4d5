use jwt_claims::Claims;

#[derive(Claims)]
#[claim(issuer = "https://auth.example.com")]
struct Access {
    #[claims(non_empty)]
    sub: String,
}

fn main() {}
