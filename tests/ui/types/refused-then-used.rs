use jwt_claims::Claims;

use jwt_claims::{Error, Issued, Issuer, Token, Verified};

#[derive(Claims)]
#[claims(ttl = "15 m")]
struct Access {
    sub: String,
}

fn issue(issuer: &Issuer, access: &Access) -> Result<Issued, Error> {
    issuer.issue(access)
}

fn verify<'t>(token: &'t Token<'t>) -> Result<Verified<Access>, Error> {
    token.verify()
}

fn main() {}
