use jwt_claims::Claims;

#[derive(Claims)]
#[claims(either(scpe, roles), either(roles, plain))]
struct Access {
    #[claim(non_empty)]
    scp: Option<String>,
    #[claim(non_empty)]
    roles: Option<Vec<String>>,
    plain: Option<String>,
}

fn main() {}
