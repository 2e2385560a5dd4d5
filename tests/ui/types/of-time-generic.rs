use jwt_claims::Claims;

#[derive(Claims)]
struct Access<T> {
    exp: T,
}

fn issue(issuer: &jwt_claims::Issuer, access: &Access<String>) {
    let _ = issuer.issue(access);
}

fn main() {}
