//! Signing is a request: without `await` there is no token.

use jwt_claims::remote::RemoteIssuer;
use jwt_claims::{Claims, Error, Issued};

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    sub: String,
}

fn token(issuer: &RemoteIssuer, access: &Access) -> Result<Issued, Error> {
    issuer.issue(access)
}

fn main() {}
