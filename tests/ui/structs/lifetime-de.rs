use jwt_claims::Claims;

#[derive(Claims)]
struct Access<'de> {
    sub: &'de str,
}

fn main() {}
