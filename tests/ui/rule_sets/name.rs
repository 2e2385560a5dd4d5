use jwt_claims::Claims;

jwt_claims::rules! {
    Staff { roles(any_of = ["staff"]) }
}

#[derive(Claims)]
#[claims(rules = Stuff)]
struct Misspelled {
    roles: Vec<String>,
}

#[derive(Claims)]
#[claims(rules = "Staff")]
struct Quoted {
    roles: Vec<String>,
}

#[derive(Claims)]
#[claims(rules = [])]
struct Empty {
    roles: Vec<String>,
}

#[derive(Claims)]
#[claims(rules = [Staff, Staff])]
struct Twice {
    roles: Vec<String>,
}

#[derive(Claims)]
#[claims(kinds_by = "typ", rules = Staff)]
enum Door {
    Twice(Twice),
}

fn main() {}
