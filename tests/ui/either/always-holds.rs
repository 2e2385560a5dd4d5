use jwt_claims::Claims;

#[derive(Claims)]
#[claims(either(scp, roles))]
struct Access {
    #[claim(non_empty, if_present)]
    scp: Option<String>,
    #[claim(none_of = ["guest"])]
    roles: Option<Vec<String>>,
}

fn main() {}
