use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    roles: Vec<String>,
}

#[derive(Claims)]
#[claims(optional(exp), unchecked(aud))]
struct Admin(Access);

fn main() {}
