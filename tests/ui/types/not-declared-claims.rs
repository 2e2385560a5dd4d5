struct Access {
    sub: String,
}

fn verify(token: &jwt_claims::Token<'_>) {
    let _ = token.verify::<Access>();
}

fn issue(issuer: &jwt_claims::Issuer, access: &Access) {
    let _ = issuer.issue(access);
}

fn main() {}
