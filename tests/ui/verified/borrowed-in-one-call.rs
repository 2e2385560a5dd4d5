use jwt_claims::{Claims, Verified, Verifier};

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Session<'t> {
    sub: &'t str,
}

fn with_a_name<'t>(verifier: &Verifier, token: &'t str) -> Result<Verified<Session<'t>>, jwt_claims::Error> {
    verifier.verify::<Session<'t>>(token)
}

fn main() {}
