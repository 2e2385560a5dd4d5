use jwt_claims::Claims;

#[derive(Claims)]
struct Access<T> {
    exp: T,
}

fn main() {}
