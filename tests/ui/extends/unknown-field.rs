use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    roles: Vec<String>,
}

#[derive(Claims)]
#[claims(rules(rolez(any_of = ["admin"])))]
struct Admin(Access);

fn main() {}
