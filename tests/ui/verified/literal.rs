use jwt_claims::{Claims, Verified};

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    sub: String,
}

fn literal(access: Access, other: Verified<Access>) -> Verified<Access> {
    Verified { claims: access, ..other }
}

fn main() {}
