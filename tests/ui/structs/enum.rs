use jwt_claims::Claims;

#[derive(Claims)]
enum Access {
    User,
    Service,
}

fn main() {}
