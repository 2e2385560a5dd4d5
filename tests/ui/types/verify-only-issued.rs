use jwt_claims::Claims;

#[derive(Claims)]
#[claims(verify_only)]
struct Access {
    sub: String,
}

fn issue(issuer: &jwt_claims::Issuer, access: &Access) {
    let _ = issuer.issue(access);
}

fn main() {}
