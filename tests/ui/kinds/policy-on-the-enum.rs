use jwt_claims::Claims;

#[derive(Claims)]
#[claims(typ = "at+jwt")]
struct Access {
    sub: String,
}

#[derive(Claims)]
#[claims(kinds_by = "typ", issuer = "https://auth.example.com")]
enum Door {
    #[claims(typ = "at+jwt")]
    Access(Access),
}

fn main() {}
